import { describe, expect, it } from 'vitest';
import { createBreakers } from '../../src/turns/service-breaker.js';

const away = () => Promise.reject(new Error('away'));
const closes = (error: unknown) =>
  error instanceof Error && error.message === 'away'
    ? { forMs: 1000, again: (until: number, since: number) => new Error(`closed since ${since} until ${until}`) }
    : null;

describe('breakers of many services', () => {
  it('close the door of the one that was away, until one tries it and it is there', async () => {
    let now = 0;
    const breakers = createBreakers(closes, { now: () => now });
    const ask = (id: string, work: () => Promise<unknown>, asked = 'same') => breakers.of(id, asked).run(work);
    await expect(ask('one', away)).rejects.toThrow('away');
    await expect(ask('one', async () => 'there')).rejects.toThrow('closed since 0 until 1000');
    expect(await ask('two', async () => 'there')).toBe('there');
    now = 1000;
    const trying = ask('one', () => new Promise((done) => setTimeout(() => done('there'), 10)));
    await expect(ask('one', async () => 'there')).rejects.toThrow('closed since 0 until 1000');
    expect(await trying).toBe('there');
    expect(await ask('one', async () => 'there')).toBe('there');
  });

  it('tell since when nobody got an answer, however often one tried', async () => {
    let now = 500;
    const breaker = createBreakers(closes, { now: () => now }).of('one', 'same');
    await expect(breaker.run(away)).rejects.toThrow('away');
    now = 1500;
    await expect(breaker.run(away)).rejects.toThrow('away');
    await expect(breaker.run(away)).rejects.toThrow('closed since 500 until 2500');
    now = 2500;
    await breaker.run(async () => 'there');
    await expect(breaker.run(away)).rejects.toThrow('away');
    await expect(breaker.run(away)).rejects.toThrow('closed since 2500 until 3500');
    now = 60_000;
    await expect(breaker.run(away)).rejects.toThrow('away');
    await expect(breaker.run(away)).rejects.toThrow('closed since 60000 until 61000');
  });

  it('are of another service where it is asked otherwise', async () => {
    const breakers = createBreakers(closes, { now: () => 0 });
    await expect(breakers.of('one', 'old address').run(away)).rejects.toThrow('away');
    expect(await breakers.of('one', 'new address').run(async () => 'there')).toBe('there');
    expect(await breakers.of('one', 'new address').run(async () => 'there')).toBe('there');
  });

  it('are forgotten from a number on, the one that was not used for longest first', async () => {
    const breakers = createBreakers(closes, { most: 2, now: () => 0 });
    for (const id of ['one', 'two']) await expect(breakers.of(id, 'same').run(away)).rejects.toThrow('away');
    await expect(breakers.of('one', 'same').run(away)).rejects.toThrow('closed');
    breakers.of('three', 'same');
    await expect(breakers.of('one', 'same').run(away)).rejects.toThrow('closed');
    await expect(breakers.of('two', 'same').run(away)).rejects.toThrow('away');
  });
});
