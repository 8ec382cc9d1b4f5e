import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { CallCounts } from '../operations/call-counts.js';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../workflows/ports.js';
import { workerEnvironment } from './worker-environment.js';

export interface ForkedWorker {
  stop(): Promise<void>;
}

/**
 * Runs the worker as a child process, so that no parse delays an acknowledgement, and starts it again when it dies.
 * It ends with its parent. The database's address and key go by the environment of the child only, with nothing that it does not need.
 */
export function forkWorker(options: {
  env: Readonly<Record<string, string | undefined>>;
  url: string;
  secretKeys: readonly string[];
  log: Log;
  /** What the worker did on GitHub since it last said so. */
  called(counts: CallCounts): void;
}): ForkedWorker {
  const { env, url, secretKeys, log, called } = options;
  let stopping = false;
  let child = spawn();
  let wait = 250;
  function spawn(): ChildProcess {
    const worker = fork(entry(), ['worker'], {
      env: workerEnvironment(env, { url, secretKeys }),
    });
    worker.once('exit', (code, signal) => {
      if (stopping) return;
      log.error({ code, signal }, 'the worker ended: starting it again');
      void sleep(wait).then(() => {
        wait = Math.min(wait * 2, 10_000);
        if (!stopping) child = spawn();
      });
    });
    worker.once('message', () => (wait = 250));
    worker.on('message', (message) => {
      const told = z.object({ githubCalls: CallCounts }).safeParse(message);
      if (told.success) called(told.data.githubCalls);
    });
    return worker;
  }
  return {
    stop: async () => {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGTERM');
      const killed = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await ended;
      clearTimeout(killed);
    },
  };
}

/** The same kind of file as this one: built or, while developing, the source. */
function entry(): string {
  return fileURLToPath(import.meta.url).replace(/commands[\\/]fork-worker\.(js|ts)$/, 'cli.$1');
}
