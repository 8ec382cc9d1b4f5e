import { z } from 'zod';
import type { Log } from '../workflows/ports.js';
import { mainThreadTime } from './thread-time.js';

/**
 * The longest hold of an event loop within the last seconds, in milliseconds: how late it was, and the longest of what
 * it computed itself in that time, at most. What lies between the two it waited for a processor.
 */
export const LoopHold = z.object({ lateMs: z.number().nonnegative(), busyMs: z.number().nonnegative() });
export type LoopHold = z.infer<typeof LoopHold>;

const TICK_MS = 20;
/** Everybody whose work runs in this process has waited that long. */
const WARN_MS = 500;

/**
 * Measures for how long this process's event loop is held and tells the longest hold of each `intervalMs`. A hold of
 * half a second is logged: until it ends, no delivery is answered and no review of anybody goes on.
 */
export function watchLoop({
  held,
  log,
  intervalMs = 5000,
}: {
  held(hold: LoopHold): void;
  log: Log;
  intervalMs?: number;
}): { stop(): void } {
  // Node's own `monitorEventLoopDelay` misses a hold that begins right after it was reset.
  let last = performance.now();
  let worked = mainThreadTime();
  let longest: LoopHold = { lateMs: 0, busyMs: 0 };
  const tick = setInterval(() => {
    const now = performance.now();
    const working = mainThreadTime();
    const late = Math.max(0, now - last - TICK_MS);
    const busy = working === null || worked === null ? late : Math.min(late, working - worked);
    longest = { lateMs: Math.max(longest.lateMs, late), busyMs: Math.max(longest.busyMs, busy) };
    last = now;
    worked = working;
  }, TICK_MS);
  const tell = setInterval(() => {
    const hold = longest;
    longest = { lateMs: 0, busyMs: 0 };
    held(hold);
    if (hold.lateMs >= WARN_MS) {
      const [ms, busyMs] = [Math.round(hold.lateMs), Math.round(hold.busyMs)];
      log.warn({ ms, busyMs, withinMs: intervalMs }, 'the event loop was held');
    }
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
