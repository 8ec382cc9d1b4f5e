import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createTurnSlots } from '../../src/turns/turn-slots.js';
import { createWorkSlots } from '../../src/turns/work-slots.js';

const WIDE = { slots: 99, slotsOfOne: 99 };

describe('createWorkSlots', () => {
  it('holds no slot while it waits for the outside', async () => {
    const { atWork, aside } = createWorkSlots({ atWork: { slots: 1, slotsOfOne: 1 }, begun: WIDE });
    const steps: string[] = [];
    let answer = () => {};
    const asked = new Promise<void>((resolve) => (answer = resolve));
    const first = atWork('a', async () => {
      steps.push('a asks');
      await aside(() => asked);
      steps.push('a goes on');
    });
    const second = atWork('b', async () => {
      steps.push('b works');
      await turn();
      answer();
      await turn();
      await turn();
      steps.push('b ends');
    });
    await Promise.all([first, second]);
    expect(steps).toEqual(['a asks', 'b works', 'b ends', 'a goes on']);
  });

  it('bounds the works that have begun, also those that wait', async () => {
    const { atWork, aside } = createWorkSlots({
      atWork: { slots: 4, slotsOfOne: 4 },
      begun: { slots: 6, slotsOfOne: 5 },
    });
    let begun = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++begun);
      await aside(() => sleep(1));
      begun -= 1;
    };
    await Promise.all(Array.from({ length: 40 }, (_, index) => atWork(index % 3, work)));
    expect(most).toBe(6);
  });

  it('parts of one work that wait side by side share its slot', async () => {
    const { atWork, aside } = createWorkSlots({ atWork: { slots: 1, slotsOfOne: 1 }, begun: WIDE });
    const parts = await atWork('a', () => Promise.all([3, 1, 2].map((ms) => aside(() => sleep(ms, ms)))));
    expect(parts).toEqual([3, 1, 2]);
    await expect(atWork('b', async () => 'free')).resolves.toBe('free');
  });

  it('a part that nobody waited for takes no slot with it', async () => {
    const { atWork, aside } = createWorkSlots({ atWork: { slots: 1, slotsOfOne: 1 }, begun: WIDE });
    let late: Promise<unknown> = Promise.resolve();
    await atWork('a', async () => {
      late = aside(() => sleep(5));
    });
    await late;
    await expect(atWork('b', async () => 'free')).resolves.toBe('free');
  });

  it('a work or a wait that fails gives its slot back', async () => {
    const { atWork, aside } = createWorkSlots({
      atWork: { slots: 1, slotsOfOne: 1 },
      begun: { slots: 1, slotsOfOne: 1 },
    });
    await expect(atWork('a', () => aside(() => Promise.reject(new Error('outside'))))).rejects.toThrow('outside');
    await expect(atWork('a', () => Promise.reject(new Error('inside')))).rejects.toThrow('inside');
    await expect(atWork('b', async () => 'free')).resolves.toBe('free');
    await expect(aside(async () => 'without a work')).resolves.toBe('without a work');
  });

  it("one installation's 60 reviews delay another's first by less than twice its time alone", async () => {
    const stage = () => {
      const { atWork, aside } = createWorkSlots({
        atWork: { slots: 4, slotsOfOne: 3 },
        begun: { slots: 16, slotsOfOne: 8 },
      });
      const claude = createTurnSlots({ slots: 8, slotsOfOne: 6 });
      // Reads, asks five times and looks something up in between, in the proportions of a real review.
      return async (key: string): Promise<void> =>
        atWork(key, async () => {
          await sleep(10);
          for (let request = 0; request < 5; request++) {
            await aside(() => claude.run(key, () => sleep(40)));
            await sleep(2);
          }
        });
    };
    const measure = async (work: () => Promise<void>) => {
      const from = performance.now();
      await work();
      return performance.now() - from;
    };
    const alone = await measure(() => stage()('b'));
    const review = stage();
    let left = 60;
    const flood = Array.from({ length: 60 }, () => review('a').then(() => (left -= 1)));
    await sleep(30);
    const beside = await measure(() => review('b'));
    expect(left).toBeGreaterThan(40);
    expect(beside - alone).toBeLessThan(2 * alone);
    await Promise.all(flood);
  });
});
