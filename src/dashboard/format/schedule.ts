const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
/** At most so many times of a day are told one by one. */
const MOST_TIMES = 4;

const lists = new Intl.ListFormat('en', { type: 'conjunction' });

/**
 * A schedule of five cron fields in words, such as "every Monday at 08:00" for `0 8 * * 1`; null where words would not be
 * plainer than it is. Pure.
 */
export function scheduleInWords(schedule: string): string | null {
  const fields = schedule.trim().split(/\s+/);
  const [minute, hour, date, month, day] = fields;
  if (fields.length !== 5 || !minute || !hour || !date || !month || !day) return null;
  const days = daysOf(date, month, day);
  if (days === null) return null;
  const often = oftenOf(minute, hour);
  if (often !== null) return days === 'every day' ? often : `${often}, ${days}`;
  const times = timesOf(minute, hour);
  return times === null ? null : `${days} at ${lists.format(times)}`;
}

/** More than once an hour, or every few hours. */
function oftenOf(minute: string, hour: string): string | null {
  const [minutes, hours] = [everyOf(minute, 60), everyOf(hour, 24)];
  if (hours === 1 && minutes !== null) return minutes === 1 ? 'every minute' : `every ${minutes} minutes`;
  const [at] = numbersOf(minute, 0, 59) ?? [];
  if (hours === null || at === undefined || !/^\d+$/.test(minute)) return null;
  const past = at === 0 ? '' : `, ${at} ${at === 1 ? 'minute' : 'minutes'} past`;
  return `${hours === 1 ? 'every hour' : `every ${hours} hours`}${past}`;
}

/** Of `*` and of steps that divide a whole, such as `*\/15` of an hour. */
function everyOf(field: string, whole: number): number | null {
  if (field === '*') return 1;
  const [, step] = /^\*\/(\d+)$/.exec(field) ?? [];
  const every = Number(step);
  return every > 0 && whole % every === 0 ? every : null;
}

function timesOf(minute: string, hour: string): string[] | null {
  const [minutes, hours] = [numbersOf(minute, 0, 59), numbersOf(hour, 0, 23)];
  if (minutes === null || hours === null || minutes.length * hours.length > MOST_TIMES) return null;
  const two = (value: number) => String(value).padStart(2, '0');
  return hours.flatMap((at) => minutes.map((past) => `${two(at)}:${two(past)}`));
}

function daysOf(date: string, month: string, day: string): string | null {
  // cron takes a day that is either of them.
  if (date !== '*' && day !== '*') return null;
  const months = month === '*' ? null : namesOf(month, 1, 12, MONTHS);
  if (month !== '*' && months === null) return null;
  const inMonths = months === null ? '' : ` in ${lists.format(months)}`;
  if (date !== '*') {
    const dates = numbersOf(date, 1, 31);
    if (dates === null) return null;
    return `on day ${lists.format(dates.map(String))} of ${months === null ? 'every month' : lists.format(months)}`;
  }
  if (day === '*') return `every day${inMonths}`;
  const days = namesOf(day, 0, 7, [...DAYS, 'Sunday']);
  if (days === null) return null;
  const all = new Set(days);
  const isWeek = all.size === 5 && !all.has('Sunday') && !all.has('Saturday');
  const named = all.size === 7 ? 'every day' : isWeek ? 'every weekday' : `every ${lists.format(all)}`;
  return `${named}${inMonths}`;
}

/** Such as Monday of `1` and of `MON`. */
function namesOf(field: string, first: number, last: number, names: readonly string[]): string[] | null {
  const short = names.map((name) => name.slice(0, 3).toUpperCase());
  const counted = field.replaceAll(/[a-z]+/gi, (word) => {
    const at = short.indexOf(word.toUpperCase());
    return at < 0 ? '?' : String(at + first);
  });
  return numbersOf(counted, first, last)?.map((at) => names[at - first] ?? '') ?? null;
}

/** Of numbers, ranges and lists of them, in order; null: something else. */
function numbersOf(field: string, first: number, last: number): number[] | null {
  const numbers: number[] = [];
  for (const part of field.split(',')) {
    const [, from, to = from] = /^(\d{1,2})(?:-(\d{1,2}))?$/.exec(part) ?? [];
    const [low, high] = [Number(from), Number(to)];
    if (!(low >= first && high <= last && low <= high)) return null;
    for (let at = low; at <= high; at++) numbers.push(at);
  }
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}
