import { readFileSync } from 'node:fs';

/**
 * Milliseconds for which the main thread of this process has had a processor since it began, or null where the system
 * does not tell (only Linux does: `Documentation/scheduler/sched-stats.rst` of the kernel). What it waited for one is
 * not in it.
 */
export function mainThreadTime(): number | null {
  try {
    const ns = Number.parseInt(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1'), 10);
    return Number.isNaN(ns) ? null : ns / 1e6;
  } catch {
    return null;
  }
}
