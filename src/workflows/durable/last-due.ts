const MINUTE_MS = 60_000;
const MINUTES_OF_A_DAY = 1440;

/**
 * The last minute (UTC) at or before `now` that a schedule names. For schedules of the day only: minute and hour as a
 * number, `*` or `*` with a step; anything else throws.
 */
export function lastDue(cron: string, now: Date): Date {
  const [minute = '', hour = '', ...rest] = cron.split(' ');
  if (rest.join(' ') !== '* * *') throw new Error(`the schedule "${cron}" names days: only minute and hour are known`);
  const [inMinute, inHour] = [matcher(minute, cron), matcher(hour, cron)];
  const latest = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  for (let back = 0; back < MINUTES_OF_A_DAY; back++) {
    const time = new Date(latest - back * MINUTE_MS);
    if (inMinute(time.getUTCMinutes()) && inHour(time.getUTCHours())) return time;
  }
  throw new Error(`the schedule "${cron}" never comes`);
}

function matcher(field: string, cron: string): (value: number) => boolean {
  const [, step, number] = /^(?:\*(?:\/([1-9]\d?))?|(\d{1,2}))$/.exec(field) ?? [null, null, null];
  if (step === null) throw new Error(`the schedule "${cron}" has a field that is not known`);
  return number === undefined ? (value) => value % Number(step ?? 1) === 0 : (value) => value === Number(number);
}
