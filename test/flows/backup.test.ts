import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataSource } from '../../src/database/data-source.js';
import { backUp } from '../../src/operations/backup/back-up.js';
import { checkRestore, restore } from '../../src/operations/backup/restore.js';
import type { Issue } from '../../src/sandbox/types.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';
import { buildFlow, type Flow } from './flow-stage.js';
import { makePassingFolder } from '../passing-folder.js';

const FILES = { method: 'GET', path: /\/files$/ };
const key = 'k'.repeat(40);
const progress = () => undefined;

let flow: Flow;
let second: TestDatabase;
let there: DataSource;
const folder = makePassingFolder('nectr-backup-');

beforeAll(async () => {
  flow = await buildFlow();
  second = await createTestDatabase({ empty: true });
  there = createDataSource({ scope: 'system', url: second.url, poolSize: 2, applicationName: 'test' });
});
afterAll(async () => {
  await flow.close();
  if (there.isInitialized) await there.destroy();
  await second.close();
  rmSync(folder, { recursive: true, force: true });
});

const statusOf = async (source: DataSource, { number }: Issue): Promise<unknown> => {
  const rows: { status: string }[] = await source.query(
    `SELECT r.status FROM workflow_runs r JOIN pull_requests p ON p.id = r.pull_request_id WHERE p.number = $1`,
    [number],
  );
  return rows.map(({ status }) => status);
};
const inlineOn = ({ pull }: Issue): number => pull?.reviewComments.size ?? 0;
const told = (source: DataSource, { number }: Issue): Promise<unknown[]> =>
  source.query(
    `SELECT to_jsonb(r) AS review, (SELECT jsonb_agg(to_jsonb(f) ORDER BY f.handle) FROM findings f WHERE f.review_id = r.id) AS findings
       FROM reviews r JOIN pull_requests p ON p.id = r.pull_request_id WHERE p.number = $1 ORDER BY r.round`,
    [number],
  );

/** Which finding each thread belongs to. */
const threadsOf = (source: DataSource, { number }: Issue): Promise<unknown[]> =>
  source.query(
    `SELECT f.id, f.handle, f.github_comment_id AS comment FROM findings f JOIN pull_requests p ON p.id = f.pull_request_id
      WHERE p.number = $1 ORDER BY f.handle`,
    [number],
  );

describe('a backup that is taken while reviews are under way', () => {
  let done: Issue;
  let postedLater: Issue;
  let broken: Issue;
  const file = join(folder, 'nectr.backup');

  it('is made beside the work', async () => {
    done = await flow.openPull();
    await flow.untilEnded(done.number);
    flow.sandbox.state.faults.add({ kind: 'delay', delayMs: 2500, match: FILES, times: 1 });
    postedLater = await flow.openPull();
    await expect.poll(() => flow.sandbox.state.faults.pending()).toBe(0);
    flow.sandbox.state.faults.add({ kind: 'delay', delayMs: 60_000, match: FILES, times: 1 });
    broken = await flow.openPull();
    await expect.poll(() => statusOf(flow.source, broken)).toEqual(['running']);
    expect(await statusOf(flow.source, postedLater)).toEqual(['running']);
    const manifest = await backUp(flow.url, file, {
      kind: 'rows',
      secretKey: key,
      graph: 'postgresql',
      version: 'test',
      progress,
    });
    expect(manifest.tables.find(({ name }) => name === 'public.reviews')?.rows).toBe(1);
  });

  it('brings everything back: what was under way goes on, what had been posted since is not posted again', async () => {
    // It goes on for a while: that part of the world the backup knows nothing of.
    await flow.untilEnded(postedLater.number);
    expect(flow.seen(postedLater)).toMatchObject({ submitted: 1 });
    const { summaries: once, ...rest } = flow.seen(postedLater);
    const before = { ...rest, unfinishedChecks: 0, comments: once.length, inline: inlineOn(postedLater) };
    expect(before.inline).toBeGreaterThan(0);
    const manifest = await checkRestore(file, { otherKey: false, secretKeys: [key] });
    await restore(second.url, file, manifest, { progress });
    await there.initialize();
    expect(await statusOf(there, postedLater)).toEqual(['running']);
    expect(await told(there, done)).toEqual(await told(flow.source, done));

    await flow.moveWorker(second.url);
    for (const issue of [postedLater, broken])
      await expect.poll(() => statusOf(there, issue), { timeout: 90_000 }).toEqual(['completed']);
    const { summaries, ...counts } = flow.seen(postedLater);
    expect({ ...counts, comments: summaries.length, inline: inlineOn(postedLater) }).toEqual(before);
    const threads = await threadsOf(there, postedLater);
    expect(threads).toContainEqual(expect.objectContaining({ comment: expect.any(String) }));
    expect(threads).toEqual(await threadsOf(flow.source, postedLater));
    expect(flow.seen(broken)).toMatchObject({ submitted: 1, pending: 0, unfinishedChecks: 0 });
    expect(await told(there, broken)).toHaveLength(1);
    expect(await told(there, done)).toEqual(await told(flow.source, done));

    // What is numbered goes on behind what came along.
    expect(
      await there.query('INSERT INTO users (github_id, login) VALUES (77, $1) RETURNING id', ['new']),
    ).toHaveLength(1);
  });
});
