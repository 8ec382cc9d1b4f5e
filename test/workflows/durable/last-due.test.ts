import { expect, it } from 'vitest';
import { lastDue } from '../../../src/workflows/durable/last-due.js';

it.each([
  ['*/5 * * * *', '2026-03-01T12:07:31Z', '2026-03-01T12:05:00Z'],
  ['*/5 * * * *', '2026-03-01T12:05:00Z', '2026-03-01T12:05:00Z'],
  ['45 * * * *', '2026-03-01T12:07:00Z', '2026-03-01T11:45:00Z'],
  ['15 4 * * *', '2026-03-01T04:14:59Z', '2026-02-28T04:15:00Z'],
  ['15 4 * * *', '2026-03-01T23:59:00Z', '2026-03-01T04:15:00Z'],
  ['* * * * *', '2026-03-01T23:59:59Z', '2026-03-01T23:59:00Z'],
])('%s was last due before %s at %s', (cron, now, due) => {
  expect(lastDue(cron, new Date(now))).toEqual(new Date(due));
});

it.each(['0 0 1 * *', '1-5 * * * *', 'x * * * *', '61 * * * *', '* *'])('refuses %s', (cron) => {
  expect(() => lastDue(cron, new Date())).toThrow(cron);
});
