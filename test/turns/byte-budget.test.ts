import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { BudgetBusyError, createByteBudget } from '../../src/turns/byte-budget.js';

it('never gives more than there is, by turns of the keys, and a large one is not overtaken', async () => {
  const budget = createByteBudget(100);
  const begun: string[] = [];
  const release = new Map<string, () => void>();
  const take = (key: string, name: string, bytes: number) =>
    budget.take(key, bytes, 10_000).then((free) => {
      begun.push(name);
      release.set(name, free);
    });
  const works = ['a1', 'a2', 'a3', 'a4'].map((name) => take('a', name, 60));
  void take('b', 'b1', 500);
  await nextTurn();
  expect(begun).toEqual(['a1']);
  for (const expected of [
    ['a1', 'a2'],
    ['a1', 'a2', 'b1'],
    ['a1', 'a2', 'b1', 'a3'],
  ]) {
    release.get(begun.at(-1) ?? '')?.();
    // Given back twice counts once.
    release.get(begun.at(-1) ?? '')?.();
    await nextTurn();
    expect(begun).toEqual(expected);
  }
  // One that waits would end ten seconds later, in the middle of another test.
  release.get('a3')?.();
  await Promise.all(works);
});

it('tells who has waited for too long, and lets the next one go on', async () => {
  const budget = createByteBudget(10);
  const free = await budget.take('a', 6, 1000);
  const late = budget.take('b', 8, 5);
  const small = budget.take('c', 4, 10_000);
  await expect(late).rejects.toBeInstanceOf(BudgetBusyError);
  (await small)();
  free();
  (await budget.take('b', 10, 1000))();
});
