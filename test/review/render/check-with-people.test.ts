import { expect, it } from 'vitest';
import { checkWithPeople, peopleWantedOf } from '../../../src/review/render/check-with-people.js';

const green = { conclusion: 'success', title: 'Nothing to fix' } as const;

it.each([
  ['nobody yet', { wanted: 1, holds: false }, 0, 'neutral', '0 of 1 person has reviewed'],
  ['too few', { wanted: 2, holds: false }, 1, 'neutral', '1 of 2 people have reviewed'],
  ['too few, where the check may fail', { wanted: 2, holds: true }, 1, 'action_required', '1 of 2 people'],
  ['enough', { wanted: 2, holds: true }, 2, 'success', 'Nothing to fix'],
  ['more than enough', { wanted: 1, holds: false }, 3, 'success', 'Nothing to fix'],
  ['not known', { wanted: 1, holds: true }, null, 'action_required', 'Who has reviewed'],
] as const)('%s', (_, people, reviewed, conclusion, title) => {
  const check = checkWithPeople(green, people, reviewed);
  expect(check.conclusion).toBe(conclusion);
  expect(check.title).toMatch(new RegExp(`^${title}`));
  expect(check.title).toContain('Nothing to fix');
});

it('people mend nothing that is open', () => {
  const red = { conclusion: 'failure', title: '1 must-fix' } as const;
  expect(checkWithPeople(red, { wanted: 1, holds: true }, 0)).toBe(red);
});

it.each([
  ['agent', 1, true],
  ['assisted', 1, true],
  ['agent', 0, false],
  ['human', 1, false],
  ['bot', 1, false],
  [undefined, 1, false],
] as const)('%s, %i people: waits %s', (origin, human_reviews, waits) => {
  const result = { ...(origin && { origin }), settings: { human_reviews, fail_check: true } };
  expect(peopleWantedOf(result)).toEqual(waits ? { wanted: human_reviews, holds: true } : null);
});
