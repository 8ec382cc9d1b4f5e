import { getEventListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startDeadline } from '../../src/turns/start-deadline.js';

const aborted = (signal: AbortSignal) =>
  new Promise<unknown>((resolve) => signal.addEventListener('abort', () => resolve(signal.reason), { once: true }));

it('aborts in time, with the reason of a timeout', async () => {
  const outer = new AbortController();
  expect(await aborted(startDeadline(20, outer.signal).signal)).toMatchObject({ name: 'TimeoutError' });
  expect(outer.signal.aborted).toBe(false);
});

it('aborts with the outer signal and its reason, also where that came before', async () => {
  const outer = new AbortController();
  const { signal } = startDeadline(60_000, outer.signal);
  const reason = aborted(signal);
  outer.abort(new Error('superseded'));
  expect(await reason).toMatchObject({ message: 'superseded' });
  expect(startDeadline(60_000, outer.signal).signal).toMatchObject({
    aborted: true,
    reason: { message: 'superseded' },
  });
});

it('still fires after the memory was swept meanwhile', async () => {
  const fired = Array.from({ length: 200 }, () => aborted(startDeadline(150, new AbortController().signal).signal));
  for (let round = 0; round < 60; round++) {
    Array.from({ length: 20_000 }, (_, index) => ({ index }));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  expect(await Promise.all(fired)).toHaveLength(200);
});

it.each([
  ['that was ended', async (outer: AbortController) => startDeadline(60_000, outer.signal).end()],
  ['that was reached', (outer: AbortController) => aborted(startDeadline(5, outer.signal).signal)],
  [
    'that the outer signal came before',
    async (outer: AbortController) => {
      startDeadline(60_000, outer.signal);
      outer.abort();
    },
  ],
])('leaves nothing on the outer signal of a deadline %s', async (_, use) => {
  const outer = new AbortController();
  await use(outer);
  expect(getEventListeners(outer.signal, 'abort')).toEqual([]);
});

it('warns of nothing where many wait on one signal at once, and all of them end', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  const outer = new AbortController();
  const many = Array.from({ length: 20 }, () => startDeadline(60_000, outer.signal));
  await setImmediate();
  process.off('warning', note);
  expect(warnings).toEqual([]);
  for (const { end } of many) end();
  expect(getEventListeners(outer.signal, 'abort')).toEqual([]);
});
