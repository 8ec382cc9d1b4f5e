import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from './engine.js';
import type { WorkflowPorts } from './ports.js';
import { letParkedIn } from './runs/park-runs.js';
import { sweepDiffReviews } from './diffs/diff-review-record.js';
import { fireSchedules } from './executions/fire-schedules.js';
import { admitDueExecutions } from './executions/admit-executions.js';
import { sweepScans } from './scans/sweep-scans.js';
import { sweepReplays } from './replays/replay-record.js';
import { sweepRuns } from './runs/sweep-runs.js';
import { takeOverSilentExecutors } from './durable/takeover.js';

/** What a worker hears when it says that it is alive; as in operations/heartbeat.ts. */
interface OwnHeartbeat {
  beat(): Promise<{ kind: 'alive'; silentMs: number } | { kind: 'lost' | 'unheard' }>;
}

/**
 * Looks, for as long as the worker lives, for workers that are gone, for work that this one was given without hearing
 * of it, for runs, scans, replays and reviews of diffs that the engine has given up, for parked runs that have room now, for runs
 * of definitions whose turn or time has come, and for schedules that are due. A database that is away is only logged: the
 * next look comes. Returns how to end it.
 */
export function watchExecutors(
  ports: Pick<WorkflowPorts, 'source' | 'log' | 'timings'>,
  engine: Pick<Engine, 'giveBackUnheard' | 'executorId'>,
  heartbeat: OwnHeartbeat,
): () => Promise<void> {
  const { source, log, timings } = ports;
  const ended = new AbortController();
  const every = async (ms: number, work: () => Promise<unknown>): Promise<void> => {
    while (!ended.signal.aborted) {
      await work().catch((error: unknown) => log.warn({ err: error }, 'a look at the workers failed'));
      await sleep(ms, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  };
  const mayJudge = judge(timings, heartbeat, log);
  const loops = [
    every(timings.takeover, async () => {
      if (await mayJudge()) await takeOverSilentExecutors(source, timings.silence, log, engine.executorId);
    }),
    every(timings.settle, () => engine.giveBackUnheard()),
    every(timings.settle, () => sweepRuns(source, log)),
    every(timings.settle, () => sweepScans(source, log)),
    every(timings.settle, () => sweepDiffReviews(source)),
    every(timings.settle, () => sweepReplays(source)),
    every(timings.takeover, () => letParkedIn(source)),
    every(timings.takeover, () => admitDueExecutions(source, log)),
    every(timings.settle, () => fireSchedules(source, log)),
  ];
  return async () => {
    ended.abort();
    await Promise.all(loops);
  };
}

/**
 * Before a worker looks for silent ones it beats itself. If it finds that it was silent (frozen, starved, or the
 * database was away), the others may have been so for the same reason: they are given two beats to be heard again.
 */
function judge(
  { heartbeat: intervalMs }: WorkflowPorts['timings'],
  heartbeat: OwnHeartbeat,
  log: WorkflowPorts['log'],
): () => Promise<boolean> {
  let from = -Infinity;
  return async () => {
    const beat = await heartbeat.beat();
    if (beat.kind !== 'alive') return false;
    if (beat.silentMs > 2 * intervalMs) {
      from = performance.now() + 2 * intervalMs;
      log.warn({ silentMs: Math.round(beat.silentMs) }, 'this worker was silent itself: it judges others later');
    }
    return performance.now() >= from;
  };
}
