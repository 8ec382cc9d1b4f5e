import { expect, it } from 'vitest';
import { scheduleInWords } from '../../src/dashboard/format/schedule.js';
import { startsOn } from '../../src/dashboard/pages/workflows/starts-on.js';

it.each([
  ['0 8 * * 1', 'every Monday at 08:00'],
  ['30 6 * * *', 'every day at 06:30'],
  ['0 9 * * 1-5', 'every weekday at 09:00'],
  ['0 9 * * MON-FRI', 'every weekday at 09:00'],
  ['0 9 * * 0,6', 'every Sunday and Saturday at 09:00'],
  ['0 9 * * 7', 'every Sunday at 09:00'],
  ['0 9 * * 0-6', 'every day at 09:00'],
  ['0 9,17 * * *', 'every day at 09:00 and 17:00'],
  ['0 0 1 * *', 'on day 1 of every month at 00:00'],
  ['15 3 1,15 * *', 'on day 1 and 15 of every month at 03:15'],
  ['0 0 1 jan *', 'on day 1 of January at 00:00'],
  ['0 0 * 6-8 *', 'every day in June, July, and August at 00:00'],
  ['* * * * *', 'every minute'],
  ['*/15 * * * *', 'every 15 minutes'],
  ['0 * * * *', 'every hour'],
  ['5 * * * *', 'every hour, 5 minutes past'],
  ['1 */6 * * *', 'every 6 hours, 1 minute past'],
  ['*/30 * * * 1-5', 'every 30 minutes, every weekday'],
])('the schedule %s is said to be %s', (schedule, said) => {
  expect(scheduleInWords(schedule)).toBe(said);
});

it.each([
  '0 0 1 * 1',
  '0 8-18 * * *',
  '*/7 * * * *',
  '0 */5 * * *',
  '0 0 L * *',
  '0 0 * * 1#2',
  '0 25 * * *',
  '0 0 * * FOO',
  '0 0 0 * *',
  '0 8 * *',
  '',
])('of the schedule "%s" nothing is said that it does not say itself', (schedule) => {
  expect(scheduleInWords(schedule)).toBe(null);
});

it('a schedule stands beside its words, with its zone', () => {
  const type = 'schedule';
  expect(startsOn([{ type, schedule: '0 8 * * 1', timezone: 'UTC' }])).toEqual([
    'every Monday at 08:00 UTC (0 8 * * 1)',
  ]);
  expect(startsOn([{ type, schedule: '0 8 * * *', timezone: 'Europe/Berlin' }])).toEqual([
    'every day at 08:00 Europe/Berlin (0 8 * * *)',
  ]);
  expect(startsOn([{ type, schedule: '*/5 * * * *' }])).toEqual(['every 5 minutes (*/5 * * * *)']);
  expect(startsOn([{ type, schedule: '0 8-18 * * *', timezone: 'Europe/Berlin' }])).toEqual([
    '0 8-18 * * * Europe/Berlin',
  ]);
});
