import { z } from 'zod';
import type { Log } from '../workflows/ports.js';

/** The longest hold of an event loop within the last seconds, as one process tells another; milliseconds. */
export const LoopHold = z.object({ loopHoldMs: z.number().nonnegative() });

const TICK_MS = 20;
/** Everybody whose work runs in this process has waited that long. */
const WARN_MS = 500;

/**
 * Measures for how long this process's event loop is held and tells the longest hold of each `intervalMs`. A hold of half
 * a second is logged: until it ends, no delivery is answered and no review of anybody goes on.
 */
export function watchLoop({
  held,
  log,
  intervalMs = 5000,
}: {
  held(ms: number): void;
  log: Log;
  intervalMs?: number;
}): { stop(): void } {
  // Node's own `monitorEventLoopDelay` misses a hold that begins right after it was reset.
  let last = performance.now();
  let longest = 0;
  const tick = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - TICK_MS);
    last = now;
  }, TICK_MS);
  const tell = setInterval(() => {
    const ms = longest;
    longest = 0;
    held(ms);
    if (ms >= WARN_MS) log.warn({ ms: Math.round(ms), withinMs: intervalMs }, 'the event loop was held');
  }, intervalMs);
  tick.unref();
  tell.unref();
  return {
    stop: () => {
      clearInterval(tick);
      clearInterval(tell);
    },
  };
}
