import { expect, it } from 'vitest';
import { deadlineSignal } from '../../src/turns/deadline-signal.js';

const aborted = (signal: AbortSignal) =>
  new Promise<unknown>((resolve) => signal.addEventListener('abort', () => resolve(signal.reason), { once: true }));

it('aborts in time, with the reason of a timeout', async () => {
  const outer = new AbortController();
  expect(await aborted(deadlineSignal(20, outer.signal))).toMatchObject({ name: 'TimeoutError' });
  expect(outer.signal.aborted).toBe(false);
});

it('aborts with the outer signal and its reason, also where that came before', async () => {
  const outer = new AbortController();
  const signal = deadlineSignal(60_000, outer.signal);
  const reason = aborted(signal);
  outer.abort(new Error('superseded'));
  expect(await reason).toMatchObject({ message: 'superseded' });
  expect(deadlineSignal(60_000, outer.signal)).toMatchObject({ aborted: true, reason: { message: 'superseded' } });
});

it('still fires after the memory was swept meanwhile', async () => {
  const fired = Array.from({ length: 200 }, () => aborted(deadlineSignal(150, new AbortController().signal)));
  for (let round = 0; round < 60; round++) {
    Array.from({ length: 20_000 }, (_, index) => ({ index }));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(await Promise.all(fired)).toHaveLength(200);
});
