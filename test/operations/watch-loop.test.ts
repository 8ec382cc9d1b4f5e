import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createDataSource } from '../../src/database/data-source.js';
import { createMetrics } from '../../src/operations/metrics.js';
import { watchLoop } from '../../src/operations/watch-loop.js';

it('tells and logs for how long the event loop was held', async () => {
  const holds: number[] = [];
  const warned: { ms: number }[] = [];
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (fields: object) => void warned.push(fields as { ms: number }),
    error: () => undefined,
  };
  const watch = watchLoop({ held: (ms) => holds.push(ms), log, intervalMs: 50 });
  await sleep(100);
  const until = performance.now() + 700;
  while (performance.now() < until);
  await sleep(150);
  watch.stop();
  const told = holds.length;
  expect(Math.max(...holds)).toBeGreaterThan(600);
  expect(Math.max(...warned.map(({ ms }) => ms))).toBeGreaterThan(600);
  await sleep(100);
  expect(holds).toHaveLength(told);
});

it('is what /metrics shows', async () => {
  const source = createDataSource({ url: 'postgres://localhost:1/none', poolSize: 1, applicationName: 'test' });
  const metrics = createMetrics(source);
  metrics.loopHeld('worker', 40);
  metrics.loopHeld('worker', 700);
  const text = await metrics.text();
  expect(text).toContain('nectr_event_loop_hold_seconds_bucket{le="0.05",process="worker"} 1');
  expect(text).toContain('nectr_event_loop_hold_seconds_count{process="worker"} 2');
});
