const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'long' });
const local = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const utc = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });
const day = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' });

/** Seconds of a unit, and from how many on it is used: 90 days are not "2 months", nor 13 days "1 week". */
const STEPS = [
  ['year', 31_536_000, 2 * 31_536_000],
  ['month', 2_592_000, 100 * 86_400],
  ['day', 86_400, 86_400],
  ['hour', 3600, 3600],
  ['minute', 60, 60],
] as const;

/** Such as "5 minutes ago" or "in 90 days". Pure. */
export function ago(at: string, now = Date.now()): string {
  const seconds = (new Date(at).getTime() - now) / 1000;
  // A token for 90 days is not one for 89 a second later.
  const whole = seconds < 0 ? Math.trunc : Math.round;
  for (const [unit, size, from] of STEPS)
    if (Math.abs(seconds) >= from) return relative.format(whole(seconds / size), unit);
  return 'just now';
}

/** In the reader's zone. */
export const localTime = (at: string): string => local.format(new Date(at));

export const utcTime = (at: string): string => `${utc.format(new Date(at))} UTC`;

/** A day as the API names it (`2026-11-30`), such as "Nov 30". */
export const dayName = (date: string): string => day.format(new Date(`${date}T00:00:00Z`));
