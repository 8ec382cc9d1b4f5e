import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from './engine.js';
import type { WorkflowPorts } from './ports.js';
import { letParkedIn } from './runs/park-runs.js';
import { sweepRuns } from './runs/sweep-runs.js';
import { takeOverSilentExecutors } from './durable/takeover.js';

/**
 * Looks, for as long as the worker lives, for workers that are gone, for work that this one was given without hearing
 * of it, for runs the engine has given up, and for parked ones that have room now. A database
 * that is away is only logged: the next look comes. Returns how to end it.
 */
export function watchExecutors(
  ports: Pick<WorkflowPorts, 'source' | 'log' | 'timings'>,
  engine: Pick<Engine, 'giveBackUnheard'>,
): () => Promise<void> {
  const { source, log, timings } = ports;
  const ended = new AbortController();
  const every = async (ms: number, work: () => Promise<unknown>): Promise<void> => {
    while (!ended.signal.aborted) {
      await work().catch((error: unknown) => log.warn({ err: error }, 'a look at the workers failed'));
      await sleep(ms, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  };
  const loops = [
    every(timings.takeover, () => takeOverSilentExecutors(source, timings.silence, log)),
    every(timings.settle, () => engine.giveBackUnheard()),
    every(timings.settle, () => sweepRuns(source, log)),
    every(timings.takeover, () => letParkedIn(source)),
  ];
  return async () => {
    ended.abort();
    await Promise.all(loops);
  };
}
