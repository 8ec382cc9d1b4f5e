import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { untilPrompt } from '../../src/turns/until-prompt.js';

it('takes an answer that comes at once', async () => {
  let asked = 0;
  expect(await untilPrompt(async () => (asked += 1))).toBe(1);
});

it('asks again while the answer comes late', async () => {
  let asked = 0;
  const answer = await untilPrompt(async () => {
    asked += 1;
    if (asked < 3) await sleep(1050);
    return asked;
  });
  expect(answer).toBe(3);
});

it('throws what is thrown, also when it asks again', async () => {
  let asked = 0;
  const ask = async () => {
    asked += 1;
    if (asked === 2) throw new Error('another has it');
    await sleep(1050);
  };
  await expect(untilPrompt(ask)).rejects.toThrow('another has it');
});
