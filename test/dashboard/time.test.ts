import { expect, it } from 'vitest';
import { ago } from '../../src/dashboard/format/time.js';

const NOW = Date.parse('2026-12-01T12:00:00Z');
const DAY = 86_400_000;

it.each([
  [90 * DAY - 1000, 'in 90 days'],
  [7 * DAY, 'in 7 days'],
  [DAY, 'tomorrow'],
  [-30_000, 'just now'],
  [-119_000, '1 minute ago'],
  [-23.9 * 3_600_000, '23 hours ago'],
  [-1.9 * DAY, 'yesterday'],
  [-13 * DAY, '13 days ago'],
  [-99 * DAY, '99 days ago'],
  [-100 * DAY, '3 months ago'],
  [-400 * DAY, '13 months ago'],
  [-800 * DAY, '2 years ago'],
])('a time %d ms from now', (ms, said) => {
  expect(ago(new Date(NOW + ms).toISOString(), NOW)).toBe(said);
});
