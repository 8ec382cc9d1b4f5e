import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createDataSource } from '../../src/database/data-source.js';
import { createMetrics } from '../../src/operations/metrics.js';
import { watchLoop, type LoopHold } from '../../src/operations/watch-loop.js';

it('tells and logs for how long the event loop was held', async () => {
  const holds: LoopHold[] = [];
  const warned: { ms: number }[] = [];
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (fields: object) => void warned.push(fields as { ms: number }),
    error: () => undefined,
  };
  const watch = watchLoop({ held: (hold) => holds.push(hold), log, intervalMs: 50 });
  await sleep(100);
  const [until, used] = [performance.now() + 700, process.cpuUsage()];
  // On a busy machine the time passes without us.
  while (performance.now() < until || process.cpuUsage(used).user < 400_000);
  await sleep(150);
  watch.stop();
  const told = holds.length;
  expect(Math.max(...holds.map(({ lateMs }) => lateMs))).toBeGreaterThan(600);
  expect(Math.max(...holds.map(({ busyMs }) => busyMs))).toBeGreaterThan(150);
  expect(Math.max(...warned.map(({ ms }) => ms))).toBeGreaterThan(600);
  await sleep(100);
  expect(holds).toHaveLength(told);
});

it.runIf(process.platform === 'linux')('tells a loop that waits from one that computes', async () => {
  const holds: LoopHold[] = [];
  const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const watch = watchLoop({ held: (hold) => holds.push(hold), log: quiet, intervalMs: 50 });
  await sleep(100);
  holds.length = 0;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
  await sleep(150);
  watch.stop();
  expect(Math.max(...holds.map(({ lateMs }) => lateMs))).toBeGreaterThan(300);
  expect(Math.max(...holds.map(({ busyMs }) => busyMs))).toBeLessThan(200);
});

it('is what /metrics shows', async () => {
  const source = createDataSource({
    scope: 'system',
    url: 'postgres://localhost:1/none',
    poolSize: 1,
    applicationName: 'test',
  });
  const metrics = createMetrics(source);
  metrics.loopHeld('worker', { lateMs: 40, busyMs: 30 });
  metrics.loopHeld('worker', { lateMs: 700, busyMs: 20 });
  const text = await metrics.text();
  expect(text).toContain('nectr_event_loop_hold_seconds_bucket{le="0.05",process="worker"} 1');
  expect(text).toContain('nectr_event_loop_hold_seconds_count{process="worker"} 2');
  expect(text).toContain('nectr_event_loop_longest_hold_seconds{process="worker"} 0.7');
  expect(text).toContain('nectr_event_loop_longest_busy_seconds{process="worker"} 0.03');
});
