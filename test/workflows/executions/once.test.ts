import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createOnce } from '../../../src/workflows/executions/once.js';
import { RunFencedError } from '../../../src/workflows/runs/run-record.js';
import { buildExecutionRig } from './execution-rig.js';

let rig: Awaited<ReturnType<typeof buildExecutionRig>>;
beforeAll(async () => {
  rig = await buildExecutionRig();
});
afterAll(() => rig.close());

/** A running run, and its book; after the first answer of the database `still` happens before the process has it. */
async function begun(still: () => Promise<void> = async () => undefined) {
  const id = await rig.start(await rig.define({}));
  const run = await rig.claim(id);
  let isFirst = true;
  const source = {
    query: async (...given: Parameters<DataSource['query']>) => {
      const rows = await rig.source.query(...given);
      if (isFirst) {
        isFirst = false;
        await still();
      }
      return rows;
    },
  } as DataSource;
  return { id, once: createOnce({ source, reached: () => undefined }, run, 0) };
}

const takeOver = (id: string) => rig.source.query('UPDATE workflow_runs SET attempt = attempt + 1 WHERE id = $1', [id]);

it('is done once, and known from then on', async () => {
  const { once } = await begun();
  let times = 0;
  const deed = { work: async () => (times += 1) };
  expect(await once('tell', deed)).toEqual({ kind: 'done', value: 1 });
  expect(await once('tell', deed)).toEqual({ kind: 'done', value: 1 });
  expect(times).toBe(1);
});

it('a process that stood still after it was entered, while another took over, does nothing', async () => {
  let id = '';
  const stood = await begun(async () => {
    await takeOver(id);
    await sleep(1100);
  });
  id = stood.id;
  let times = 0;
  await expect(stood.once('tell', { work: async () => (times += 1) })).rejects.toThrow(RunFencedError);
  expect(times).toBe(0);
});

it('one that stood still and has its run yet goes on', async () => {
  const { once } = await begun(() => sleep(1100));
  expect(await once('tell', { work: async () => 'told' })).toEqual({ kind: 'done', value: 'told' });
});
