import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { UnderWay } from '../../../src/workflows/durable/under-way.js';

describe('what a worker was given without hearing of it', () => {
  it('is what two looks in a row find', async () => {
    const underWay = new UnderWay(60_000);
    expect(underWay.unheard(['a', 'b'])).toEqual([]);
    // It was starved, and hears of `a` after its first look.
    let end = (): void => undefined;
    const run = underWay.during('a', () => new Promise<void>((resolve) => (end = resolve)));
    expect(underWay.unheard(['a', 'b'])).toEqual(['b']);
    expect(underWay.unheard(['a', 'c'])).toEqual([]);
    end();
    await run;
  });

  it('is none that has ended, and whose end the engine is still recording', async () => {
    const underWay = new UnderWay(30);
    await expect(underWay.during('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    for (let look = 0; look < 3; look++) expect(underWay.unheard(['a'])).toEqual([]);
    // Nobody recorded its end in time.
    await sleep(40);
    expect([underWay.unheard(['a']), underWay.unheard(['a'])]).toEqual([[], ['a']]);
  });
});
