import { describe, expect, it } from 'vitest';
import { toldTitle } from '../../../src/review/ask/told-title.js';

const signal = new AbortController().signal;
const subject = async () => 'Orders are counted once';

describe('the title that the model is told', () => {
  it.each([
    ['', 'Orders are counted once'],
    ['  ', 'Orders are counted once'],
    ['928a4b17', 'Orders are counted once'],
    ['d8262c65d8262c65d8262c65d8262c65d8262c65', 'Orders are counted once'],
    ['Facade', 'Facade'],
    ['defaced', 'defaced'],
    ['1234', '1234'],
    ['Fix 928a4b17', 'Fix 928a4b17'],
  ])('of %j', async (title, told) => {
    expect(await toldTitle(title, subject, signal)).toBe(told);
  });

  it('stays where the subject cannot be read', async () => {
    expect(await toldTitle('928a4b17', undefined, signal)).toBe('928a4b17');
    expect(await toldTitle('928a4b17', async () => null, signal)).toBe('928a4b17');
    expect(await toldTitle('928a4b17', () => Promise.reject(new Error('down')), signal)).toBe('928a4b17');
  });

  it('ends with the review', async () => {
    const ended = AbortSignal.abort(new Error('ended'));
    await expect(toldTitle('', () => Promise.reject(new Error('down')), ended)).rejects.toThrow('ended');
  });
});
