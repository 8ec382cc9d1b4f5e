const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'long' });
const local = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });
const utc = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });
const day = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' });

const STEPS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** Such as "5 minutes ago". Pure. */
export function ago(at: string, now = Date.now()): string {
  const seconds = (new Date(at).getTime() - now) / 1000;
  for (const [unit, size] of STEPS)
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  return 'just now';
}

/** In the reader's zone. */
export const localTime = (at: string): string => local.format(new Date(at));

export const utcTime = (at: string): string => `${utc.format(new Date(at))} UTC`;

/** A day as the API names it (`2026-11-30`), such as "Nov 30". */
export const dayName = (date: string): string => day.format(new Date(`${date}T00:00:00Z`));
