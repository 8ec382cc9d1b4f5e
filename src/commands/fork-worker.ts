import { fork, type ChildProcess } from 'node:child_process';
import { z } from 'zod';
import { entryFile } from '../entry-file.js';
import { CallCounts } from '../operations/call-counts.js';
import { LoopHold } from '../operations/watch-loop.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchBeats } from '../operations/watch-beats.js';
import { LOSS_CAUSES, type LossCause } from '../review/analyzers/thread-share.js';
import type { Timings } from '../workflows/durable/timings.js';
import type { Log } from '../workflows/ports.js';
import { workerEnvironment } from './worker-environment.js';

const SHORTEST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;

export interface ForkedWorker {
  stop(): Promise<void>;
}

interface ForkOptions {
  env: Readonly<Record<string, string | undefined>>;
  url: string;
  secretKeys: readonly string[];
  timings: Pick<Timings, 'loopBeat' | 'loopSilence' | 'heartbeat'>;
  log: Log;
  /** What the worker did on GitHub since it last said so. */
  called(counts: CallCounts): void;
  /** It threw an analyzer thread away. */
  threadLost(cause: LossCause): void;
  /** How long its event loop was held. */
  held(hold: LoopHold): void;
}

/** What the worker tells its parent. */
const Told = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ beat: z.literal(true) }),
  z.object({ githubCalls: CallCounts }),
  z.object({ threadLost: z.enum(LOSS_CAUSES) }),
  LoopHold,
]);

/**
 * Runs the worker as a child process, so that no parse delays an acknowledgement, and starts it again when it dies.
 * One that does not beat any more, because it is frozen or gets no time, is killed first; its own watchdog is given
 * one heartbeat more to say what happened. It ends with its parent. The database's address and key go by the
 * environment of the child only, with nothing that it does not need.
 */
export function forkWorker(options: ForkOptions): ForkedWorker {
  const { log, timings, called, threadLost, held } = options;
  let stopping = false;
  let wait = SHORTEST_WAIT_MS;
  let child = spawn();
  function spawn(): ChildProcess {
    const worker = forkOnce(options);
    let beats = 0;
    const unwatch = watchBeats({
      everyMs: timings.loopBeat,
      silenceMs: timings.loopSilence + timings.heartbeat,
      beats: () => beats,
      silent: () => {
        log.error({ pid: worker.pid }, 'the worker does not answer any more: it is killed');
        worker.kill('SIGKILL');
      },
    });
    worker.on('message', (message) => {
      beats += 1;
      const told = Told.safeParse(message);
      if (!told.success) return;
      if ('ready' in told.data) wait = SHORTEST_WAIT_MS;
      if ('githubCalls' in told.data) called(told.data.githubCalls);
      if ('threadLost' in told.data) threadLost(told.data.threadLost);
      if ('lateMs' in told.data) held(told.data);
    });
    let over = false;
    const ended = (fields: object): void => {
      if (over) return;
      over = true;
      unwatch();
      if (stopping) return;
      log.error(fields, 'the worker ended: starting it again');
      void sleep(wait).then(() => {
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
        if (!stopping) child = spawn();
      });
    };
    worker.once('exit', (code, signal) => ended({ code, signal }));
    worker.on('error', (error) => {
      // No memory or no process number was left for it: then there is no exit either.
      if (worker.pid === undefined) ended({ err: error });
    });
    return worker;
  }
  return {
    stop: async () => {
      stopping = true;
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGTERM');
      const killed = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await ended;
      clearTimeout(killed);
    },
  };
}

function forkOnce({ env, url, secretKeys }: Pick<ForkOptions, 'env' | 'url' | 'secretKeys'>) {
  // What it needs it is given: the rest of `.env`, and of what set-up stored, is what it must not know.
  return fork(entryFile('cli'), ['worker', '--no-env-file', '--no-stored'], {
    env: workerEnvironment(env, { url, secretKeys }),
  });
}
