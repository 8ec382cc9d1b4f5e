import { expect, it } from 'vitest';
import { standingOf } from '../../src/dashboard/pages/workflows/standing-of.js';

it.each([
  ['active', true, 'active'],
  ['active', false, 'off'],
  ['invalid', false, 'invalid'],
  ['draft', false, 'draft'],
] as const)('a workflow that is %s, switched on: %s, is said to be %s', (status, enabled, said) =>
  expect(standingOf({ status, enabled })).toBe(said),
);
