import { expect, it } from 'vitest';
import { findingIds } from '../../../src/review/rounds/finding-ids.js';

const pull = { repository: 7, number: 12 };

it('are the same for the same findings of a pull request, and of no other one', () => {
  const [one, again] = [findingIds(pull, []), findingIds(pull, [])];
  const ids = ['a', 'b'].map(one);
  expect(ids).toEqual(['a', 'b'].map(again));
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(ids).not.toContain(findingIds({ repository: 8, number: 12 }, [])('a'));
  expect(ids).not.toContain(findingIds({ repository: 7, number: 1 }, [])('a'));
});

it('are new for what was told before and settled', () => {
  const id = findingIds(pull, [])('a');
  const second = findingIds(pull, [{ id }])('a');
  expect(second).not.toBe(id);
  const third = findingIds(pull, [{ id }, { id: second }])('a');
  expect([id, second]).not.toContain(third);
  const idOf = findingIds(pull, []);
  expect([idOf('a'), idOf('a')]).toEqual([id, second]);
});
