import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { StepTimeError } from '../../../src/workflows/durable/durable-step.js';
import { startTime } from '../../../src/workflows/executions/step-time.js';
import { RunFencedError } from '../../../src/workflows/runs/run-record.js';

const run = () => new AbortController();

it('gives what the work gives, and is the run’s own signal where there is no time', async () => {
  const { signal } = run();
  expect(startTime(undefined, signal).signal).toBe(signal);
  expect(await startTime(undefined, signal).within(async () => 1)).toBe(1);
  expect(await startTime(60, signal).within(async () => 2)).toBe(2);
});

it('tells the work, waits for its end, and says how long it may take', async () => {
  const time = startTime(0.02, run().signal);
  let ended = false;
  const work = async () => {
    await sleep(60_000, undefined, { signal: time.signal }).catch(() => undefined);
    await sleep(10);
    ended = true;
  };
  await expect(time.within(work)).rejects.toThrow(new StepTimeError('took longer than 0.02 s'));
  expect(ended).toBe(true);
});

it('counts from its start: what is begun late is not begun', async () => {
  const time = startTime(0.01, run().signal);
  await sleep(20);
  await expect(
    time.within(async () => {
      throw new Error('begun');
    }),
  ).rejects.toThrow(StepTimeError);
});

it('leaves the end of the run and what the engine steers with as they are', async () => {
  const stopped = run();
  const time = startTime(0.01, stopped.signal);
  const cancelled = time.within(async () => {
    await sleep(20);
    stopped.abort('cancelled');
    time.signal.throwIfAborted();
  });
  await expect(cancelled).rejects.not.toBeInstanceOf(StepTimeError);
  const fenced = startTime(0.01, run().signal).within(async () => {
    await sleep(20);
    throw new RunFencedError('the run is another worker’s now');
  });
  await expect(fenced).rejects.toThrow(RunFencedError);
});
