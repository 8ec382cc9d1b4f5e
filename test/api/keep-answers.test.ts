import { describe, expect, it } from 'vitest';
import { keepAnswers } from '../../src/api/keep-answers.js';

/** Answers are counted; each takes so many milliseconds of a clock that only they move. */
function rig(mostAnswers = 10) {
  const clock = { ms: 0, computed: 0 };
  const keep = keepAnswers({ now: () => clock.ms, mostAnswers });
  const ask = (key: string, took: number) =>
    keep(key, () => {
      clock.ms += took;
      return Promise.resolve(++clock.computed);
    });
  return { clock, keep, ask };
}

describe('keepAnswers', () => {
  it('computes anew what takes no time', async () => {
    const { ask } = rig();
    expect(await ask('a', 49)).toEqual({ value: 1, age: 0 });
    expect(await ask('a', 49)).toEqual({ value: 2, age: 0 });
  });

  it.each([
    ['a hundred times as long as it took', 100, 10_000],
    ['a minute at most', 5000, 60_000],
  ])('keeps what takes long for %s, and tells its age', async (_, took, holds) => {
    const { clock, ask } = rig();
    await ask('a', took);
    clock.ms += holds - 1;
    expect(await ask('a', took)).toEqual({ value: 1, age: Math.floor((holds - 1) / 1000) });
    expect(await ask('b', took)).toEqual({ value: 2, age: 0 });
    clock.ms += 1;
    expect(await ask('a', took)).toEqual({ value: 3, age: 0 });
  });

  it('computes once for all who ask meanwhile', async () => {
    const { ask } = rig();
    expect(await Promise.all([ask('a', 1), ask('a', 1)])).toEqual([
      { value: 1, age: 0 },
      { value: 1, age: 0 },
    ]);
  });

  it('keeps no error', async () => {
    const { keep, ask } = rig();
    const failing = () => Promise.reject(new Error('the database is away'));
    await expect(keep('a', failing)).rejects.toThrow('the database is away');
    expect(await ask('a', 100)).toEqual({ value: 1, age: 0 });
  });

  it('lets the oldest go when there are too many', async () => {
    const { ask } = rig(2);
    for (const key of ['a', 'b', 'c']) await ask(key, 100);
    expect((await ask('c', 100)).value).toBe(3);
    expect((await ask('b', 100)).value).toBe(2);
    expect((await ask('a', 100)).value).toBe(4);
  });
});
