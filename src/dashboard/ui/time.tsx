import { useSyncExternalStore } from 'react';
import { ago, localTime, utcTime } from '../format/time.js';

const MINUTE_MS = 60_000;

/** One clock for all times of a page. */
const clock = {
  now: Date.now(),
  listeners: new Set<() => void>(),
  timer: null as ReturnType<typeof setInterval> | null,
};

function watch(listener: () => void): () => void {
  clock.listeners.add(listener);
  clock.timer ??= setInterval(() => {
    clock.now = Date.now();
    for (const each of clock.listeners) each();
  }, MINUTE_MS);
  return () => {
    clock.listeners.delete(listener);
    if (clock.listeners.size === 0 && clock.timer !== null) {
      clearInterval(clock.timer);
      clock.timer = null;
    }
  };
}

/** A time: how long ago, or in full in the reader's zone; UTC shows on hover. */
export function Time({ at, full = false }: { at: string; full?: boolean }) {
  useSyncExternalStore(watch, () => clock.now);
  return (
    <time dateTime={at} title={utcTime(at)} className="whitespace-nowrap">
      {full ? localTime(at) : ago(at)}
    </time>
  );
}
