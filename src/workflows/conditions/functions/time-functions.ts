import { NODE, pay } from '../run.js';
import { Unknown } from '../values.js';
import { timeOf } from './change-functions.js';
import type { Call, ConditionFunction } from './condition-function.js';

type Part = 'year' | 'month' | 'day' | 'weekday' | 'hour' | 'minute' | 'second';

const GETTERS: readonly { name: string; part: Part; add: number; about: string }[] = [
  { name: 'getFullYear', part: 'year', add: 0, about: 'The year' },
  { name: 'getMonth', part: 'month', add: -1, about: 'The month, 0 for January' },
  { name: 'getDate', part: 'day', add: 0, about: 'The day of the month, from 1' },
  { name: 'getDayOfMonth', part: 'day', add: -1, about: 'The day of the month, from 0' },
  { name: 'getDayOfWeek', part: 'weekday', add: 0, about: 'The day of the week, 0 for Sunday' },
  { name: 'getHours', part: 'hour', add: 0, about: 'The hour' },
  { name: 'getMinutes', part: 'minute', add: 0, about: 'The minute' },
  { name: 'getSeconds', part: 'second', add: 0, about: 'The second' },
];

/** Functions of times. */
export const TIME_FUNCTIONS: readonly ConditionFunction[] = [
  {
    name: 'timestamp',
    isMethod: false,
    usage: 'timestamp("2026-11-28T09:00:00Z")',
    about: 'A time from text of ISO 8601, or from seconds since 1970',
    takes: [['string'], ['int']],
    call: ([given], run) => {
      pay(run, 5 * NODE);
      const time = timeOf(typeof given === 'bigint' ? new Date(Number(given) * 1000) : given, 'the time given');
      const isInRange = time instanceof Unknown || (time.getTime() >= EARLIEST && time.getTime() <= LATEST);
      return isInRange ? time : new Unknown('the time given is out of range');
    },
  },
  ...GETTERS.flatMap(({ name, part, add, about }): ConditionFunction[] => [
    {
      name,
      isMethod: true,
      usage: `now.${name}()`,
      about: `${about}, in UTC`,
      takes: [['timestamp']],
      call: ([time]) => BigInt(UTC[part](time as Date) + add),
    },
    {
      name,
      isMethod: true,
      usage: `now.${name}("Europe/Berlin")`,
      about: `${about}, in a time zone, which must be written out`,
      takes: [['timestamp', 'string']],
      prepare: (zone) => inZone(zone, part, add),
    },
  ]),
];

const [EARLIEST, LATEST] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')];
/** What reading a time in a zone costs. */
const ZONE_STEPS = 1000;

const UTC: Record<Part, (time: Date) => number> = {
  year: (time) => time.getUTCFullYear(),
  month: (time) => time.getUTCMonth() + 1,
  day: (time) => time.getUTCDate(),
  weekday: (time) => time.getUTCDay(),
  hour: (time) => time.getUTCHours(),
  minute: (time) => time.getUTCMinutes(),
  second: (time) => time.getUTCSeconds(),
};

function inZone(timeZone: string, part: Part, add: number): Call | { problem: string } {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { problem: `There is no time zone ${JSON.stringify(timeZone)}` };
  }
  return ([time], run) => {
    pay(run, ZONE_STEPS);
    const parts = format.formatToParts(time as Date);
    const read = (type: string) => Number(parts.find((one) => one.type === type)?.value);
    if (part !== 'weekday') return BigInt(read(part) + add);
    return BigInt(new Date(Date.UTC(read('year'), read('month') - 1, read('day'))).getUTCDay());
  };
}
