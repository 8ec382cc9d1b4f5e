import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { watchBeats } from '../../src/operations/watch-beats.js';

function watched(): { beat(): void; heard: number; end(): void } {
  let beats = 0;
  const state = { beat: () => void (beats += 1), heard: 0, end: () => undefined as void };
  state.end = watchBeats({ everyMs: 20, silenceMs: 200, beats: () => beats, silent: () => void (state.heard += 1) });
  return state;
}

it('is silent while beats come, and reports their end once', async () => {
  const state = watched();
  const beating = setInterval(state.beat, 10);
  await sleep(500);
  expect(state.heard).toBe(0);
  clearInterval(beating);
  await expect.poll(() => state.heard).toBe(1);
  await sleep(300);
  expect(state.heard).toBe(1);
});

it('accuses nobody after it was held itself for longer than the silence', async () => {
  const state = watched();
  const beating = setInterval(state.beat, 10);
  for (let round = 0; round < 3; round++) {
    for (const until = performance.now() + 400; performance.now() < until;);
    await sleep(60);
  }
  expect(state.heard).toBe(0);
  clearInterval(beating);
  state.end();
  await sleep(300);
  expect(state.heard).toBe(0);
});
