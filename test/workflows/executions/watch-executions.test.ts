import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { expect, it, vi } from 'vitest';
import { watchExecution } from '../../../src/workflows/executions/watch-executions.js';

const row = (id: string, more: object = {}) => ({ id, mark: null, attempt: 1, status: 'running', ...more });
const run = (id: string) => ({ id, attempt: 1 });

it('looks at all runs at once, tells each its own reason, and ends with the last one', async () => {
  const rows = new Map(['a', 'b', 'c', 'd'].map((id) => [id, row(id)]));
  const query = vi.fn(async (_: string, [ids]: [string[]]) => ids.flatMap((id) => rows.get(id) ?? []));
  const source = { query } as unknown as DataSource;
  const later = Date.now() + 60_000;
  const watches = ['a', 'b', 'c', 'd'].map((id) => watchExecution(source, run(id), later, 20));
  const late = watchExecution(source, run('a'), Date.now() - 1, 20);
  rows.set('b', row('b', { mark: 'cancelled by dora' }));
  rows.set('c', row('c', { attempt: 2 }));
  rows.delete('d');
  await expect.poll(() => late.signal.reason as unknown).toBe('its time was over');
  expect(watches.map(({ signal }) => signal.reason as unknown)).toEqual([
    undefined,
    'cancelled by dora',
    'taken over',
    'removed',
  ]);
  expect(query.mock.calls[0]?.[1]).toEqual([['a', 'b', 'c', 'd', 'a']]);
  for (const watch of [...watches, late]) watch.end();
  expect(watches[0]?.signal.reason).toBe('ended');
  await sleep(60);
  const looks = query.mock.calls.length;
  await sleep(60);
  expect(query.mock.calls).toHaveLength(looks);
});

it('a database that does not answer aborts nothing, and is asked again', async () => {
  let isAway = true;
  const query = vi.fn(() =>
    isAway ? Promise.reject(new Error('away')) : Promise.resolve([row('a', { mark: 'enough' })]),
  );
  const watch = watchExecution({ query } as unknown as DataSource, run('a'), Date.now() + 60_000, 10);
  await expect.poll(() => query.mock.calls.length).toBeGreaterThan(2);
  expect(watch.signal.aborted).toBe(false);
  isAway = false;
  await expect.poll(() => watch.signal.reason as unknown).toBe('enough');
  watch.end();
});
