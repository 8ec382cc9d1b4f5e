import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createTurnSlots } from '../../src/turns/turn-slots.js';

describe('createTurnSlots', () => {
  it('a flood of one key leaves a slot for the first of another, and takes turns with its next ones', async () => {
    const slots = createTurnSlots({ slots: 3, slotsOfOne: 2 });
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const start = (key: string) =>
      slots.run(key, () => {
        begun.push(key);
        return new Promise<void>((resolve) => ends.push(resolve));
      });
    const all = Array.from({ length: 60 }, () => start('a'));
    await turn();
    expect(begun).toEqual(['a', 'a']);
    all.push(start('b'), start('b'), start('b'));
    await turn();
    expect(begun).toEqual(['a', 'a', 'b']);
    for (let ended = 0; ended < all.length; ended++) {
      ends[ended]?.();
      await turn();
    }
    await Promise.all(all);
    // b had a turn for each of a's while it had something.
    expect(begun.slice(0, 9).filter((key) => key === 'b')).toHaveLength(3);
    expect(begun).toHaveLength(63);
  });

  it('never has more at work than it may, in all and of one, and loses none, whatever fails', async () => {
    const slots = createTurnSlots({ slots: 4, slotsOfOne: 3 });
    const working = new Map<number, number>();
    let most = 0;
    let mostOfOne = 0;
    const work = async (key: number, fails: boolean) => {
      working.set(key, (working.get(key) ?? 0) + 1);
      most = Math.max(
        most,
        [...working.values()].reduce((sum, one) => sum + one, 0),
      );
      mostOfOne = Math.max(mostOfOne, ...working.values());
      for (let each = 0; each < key + 1; each++) await turn();
      working.set(key, (working.get(key) ?? 0) - 1);
      if (fails) throw new Error('failed');
    };
    const results = await Promise.allSettled(
      Array.from({ length: 200 }, (_, index) => {
        const key = index < 60 ? 0 : index % 5;
        return slots.run(key, () => work(key, index % 7 === 0));
      }),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(29);
    expect([most, mostOfOne]).toEqual([4, 3]);
    await expect(slots.run(0, async () => 'free again')).resolves.toBe('free again');
  });

  it('a slot that is given back twice is free once', async () => {
    const slots = createTurnSlots({ slots: 1, slotsOfOne: 1 });
    const giveBack = await slots.take('a');
    giveBack();
    giveBack();
    await slots.take('a');
    let second = false;
    void slots.take('b').then(() => (second = true));
    await turn();
    expect(second).toBe(false);
  });
});

describe('works that give way', () => {
  it('begin only while no other waits, and hold what they have', async () => {
    const slots = createTurnSlots({ slots: 1, slotsOfOne: 1 });
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const start = (name: string, key: string, yields: boolean) =>
      slots.run(
        key,
        () => {
          begun.push(name);
          return new Promise<void>((resolve) => ends.push(resolve));
        },
        { yields },
      );
    const all = [start('replay 1', 'a', true), start('replay 2', 'b', true), start('review 1', 'a', false)];
    await turn();
    expect(begun).toEqual(['replay 1']);
    all.push(start('review 2', 'b', false));
    for (let ended = 0; ended < all.length; ended++) {
      ends[ended]?.();
      await turn();
    }
    await Promise.all(all);
    expect(begun).toEqual(['replay 1', 'review 1', 'review 2', 'replay 2']);
  });
});
