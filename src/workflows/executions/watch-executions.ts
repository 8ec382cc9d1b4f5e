import type { DataSource } from 'typeorm';
import type { RowWatch } from '../durable/watch-row.js';
import type { ExecutionRecord } from './execution-record.js';
import { stopReasons } from './stop-reason.js';

interface Watched {
  run: Pick<ExecutionRecord, 'id' | 'attempt'>;
  until: number;
  controller: AbortController;
}

const watches = new WeakMap<DataSource, Set<Watched>>();

/**
 * Watches whether a run is still wanted, and its time is not over (`until`, milliseconds since 1970): all runs of this
 * process are looked at together, every `intervalMs`. A database that does not answer aborts nothing.
 */
export function watchExecution(
  source: DataSource,
  run: Pick<ExecutionRecord, 'id' | 'attempt'>,
  until: number,
  intervalMs: number,
): RowWatch {
  const watched: Watched = { run, until, controller: new AbortController() };
  let all = watches.get(source);
  if (all === undefined) watches.set(source, (all = new Set()));
  all.add(watched);
  if (all.size === 1) lookLater(source, all, intervalMs);
  return {
    signal: watched.controller.signal,
    end: () => {
      all.delete(watched);
      watched.controller.abort('ended');
    },
  };
}

/** Ends by itself where nothing is left to look at. */
function lookLater(source: DataSource, all: Set<Watched>, intervalMs: number): void {
  setTimeout(() => {
    const now = [...all];
    if (now.length === 0) {
      watches.delete(source);
      return;
    }
    void stopReasons(source, now)
      .then((reasons) => {
        for (const [place, reason] of reasons.entries()) if (reason !== null) now[place]?.controller.abort(reason);
      })
      .catch(() => undefined)
      .finally(() => lookLater(source, all, intervalMs));
  }, intervalMs);
}
