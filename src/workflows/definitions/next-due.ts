import { Cron } from 'croner';

/**
 * When a schedule is due next after `from`; null: never again. Across a change of the clocks as cron does it: a time that
 * the clock leaves out comes right after the gap, one that it has twice comes once.
 */
export function nextDue({ schedule, timezone }: { schedule: string; timezone: string }, from: Date): Date | null {
  return new Cron(schedule, { timezone, paused: true, mode: '5-part' }).nextRun(from);
}
