import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDataSource } from '../../src/database/data-source.js';
import { archiveRows } from '../../src/operations/archive-rows.js';
import { checkArchive } from '../../src/operations/doctor/check-archive.js';
import { defaultRetention, purge } from '../../src/operations/retention.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

let database: TestDatabase;
let source: DataSource;
let root: string;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 2, applicationName: 'test' });
  await source.initialize();
  await source.query(
    `INSERT INTO installations (id, github_installation_id, account_login, account_id, account_type) VALUES (7, 90, 'acme', 1, 'User')`,
  );
});
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'nectr-archive-'));
  folder = join(root, 'archive');
  await source.query('DELETE FROM workflow_runs');
  // Noon of a day that is wholly older than what is kept, and the rest of one that is not yet.
  await source.query(
    `INSERT INTO workflow_runs (execution_id, installation_id, workflow_id, workflow_type, status, queued_at, started_at, completed_at, result)
     SELECT 'run:' || name, installation, (SELECT id FROM workflows WHERE name = 'pr_review'), 'pr_review', status, ended, ended,
            CASE WHEN status <> 'running' THEN ended END, '{"said": "line\\nend ü"}'
       FROM (VALUES ('a', 7, 'completed', 95), ('b', 7, 'failed', 95), ('c', 7, 'completed', 93), ('d', NULL, 'completed', 95),
                    ('works', 7, 'running', 95), ('young', 7, 'completed', 89)) v (name, installation, status, age),
            LATERAL (SELECT date_trunc('day', now() - make_interval(days => age), 'UTC') + interval '12 hours' AS ended) e`,
  );
  await source.query(
    `INSERT INTO execution_logs (execution_id, installation_id, level, message, created_at)
     SELECT (SELECT id FROM workflow_runs WHERE execution_id = 'run:young'), 7, 'INFO', 'line ' || n, date_trunc('day', now() - make_interval(days => n), 'UTC') + interval '12 hours'
       FROM unnest(ARRAY[1, 40, 40, 41]) n`,
  );
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

const files = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .toSorted();
const linesOf = (path: string): Record<string, unknown>[] =>
  gunzipSync(readFileSync(path))
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const dayOf = (age: number) => new Date(Date.now() - age * 86_400_000).toISOString().slice(0, 10);
const left = async (): Promise<unknown[]> => {
  const rows: { execution_id: string }[] = await source.query('SELECT execution_id FROM workflow_runs ORDER BY 1');
  return rows.map(({ execution_id }) => execution_id);
};

describe('runs that are archived before they are purged', () => {
  it('stand in a file of their installation and day as they were, and are gone then', async () => {
    const [before]: { run: unknown }[] = await source.query(
      `SELECT to_jsonb(r) AS run FROM workflow_runs r WHERE execution_id = 'run:c'`,
    );
    expect(await purge(source, defaultRetention, folder)).toMatchObject({ executionLogs: 3, runs: 4 });
    expect(files().map((path) => path.slice(folder.length + 1).replace(/-[0-9a-f]{12}\./, '-*.'))).toEqual(
      [
        `7/${dayOf(95)}/runs`,
        `7/${dayOf(93)}/runs`,
        `7/${dayOf(41)}/logs`,
        `7/${dayOf(40)}/logs`,
        `built-in/${dayOf(95)}/runs`,
      ].map((name) => `${name}-*.jsonl.gz`),
    );
    for (const path of files()) expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(linesOf(files()[1] ?? '')).toEqual([
      { ...(before?.run as object), steps: [], approvals: [], effects: [], logs: [] },
    ]);
    expect(linesOf(files()[3] ?? '').map(({ message }) => message)).toEqual(['line 40', 'line 40']);
    expect(await left()).toEqual(['run:works', 'run:young']);
    expect(await source.query('SELECT message FROM execution_logs')).toEqual([{ message: 'line 1' }]);
    expect(await purge(source, defaultRetention, folder)).toMatchObject({ executionLogs: 0, runs: 0 });
  });

  it('are there once, whatever ends the work between the file and the rows', async () => {
    const breaks = {
      query: (statement: string, parameters: unknown[]) =>
        statement.startsWith('DELETE') ? Promise.reject(new Error('killed')) : source.query(statement, parameters),
    } as unknown as DataSource;
    await expect(archiveRows(breaks, folder, 'runs', 90)).rejects.toThrow('killed');
    const [first] = files();
    expect(await left()).toHaveLength(6);
    // What a process that was killed while writing leaves.
    writeFileSync(join(first ?? '', '..', '.runs.1-999999-1'), 'half');
    expect(await archiveRows(source, folder, 'runs', 90)).toBe(4);
    expect(files()).toContain(first);
    const ids = files()
      .filter((path) => path.endsWith('.gz'))
      .flatMap((path) => linesOf(path).map(({ execution_id }) => execution_id));
    expect(ids.toSorted()).toEqual(['run:a', 'run:b', 'run:c', 'run:d']);
  });

  it('are all kept if there is more of a day than a file holds', async () => {
    await source.query(
      `INSERT INTO execution_logs (execution_id, installation_id, level, message, created_at)
       SELECT (SELECT id FROM workflow_runs WHERE execution_id = 'run:young'), 7, 'INFO', n::text, date_trunc('day', now() - interval '40 days', 'UTC')
         FROM generate_series(1, 12000) n`,
    );
    expect(await archiveRows(source, folder, 'logs', 30)).toBe(12_003);
    const messages = files().flatMap((path) => linesOf(path).map(({ message }) => message));
    expect(messages).toHaveLength(12_003);
    expect(new Set(messages).size).toBe(12_002);
    expect(files().length).toBe(3);
  });

  it('stay where no file can be written, and what else is old goes', async () => {
    writeFileSync(folder, 'a file');
    await source.query(
      `INSERT INTO events (source, event_type, delivery_id, payload, status, created_at) VALUES ('github', 'push', 'old', '{}', 'ignored', now() - interval '100 days')`,
    );
    await expect(purge(source, defaultRetention, folder)).rejects.toThrow(/EEXIST|ENOTDIR/);
    expect(await left()).toHaveLength(6);
    expect(await source.query('SELECT FROM execution_logs')).toHaveLength(4);
    expect(await source.query('SELECT FROM events')).toEqual([]);
  });
});

describe('the doctor', () => {
  it('names a folder that cannot be written, and says nothing where none is wanted', async () => {
    expect(await checkArchive({ archiveFolder: null })).toEqual([]);
    expect(await checkArchive({ archiveFolder: folder })).toMatchObject([
      { ok: true, found: `${folder}, made when it is needed` },
    ]);
    expect(existsSync(folder)).toBe(false);
    writeFileSync(folder, 'a file');
    expect(await checkArchive({ archiveFolder: folder })).toMatchObject([
      { ok: false, found: `${folder} cannot be written: it is no folder` },
    ]);
    expect(await checkArchive({ archiveFolder: join(folder, 'below') })).toMatchObject([{ ok: false }]);
    chmodSync(root, 0o500);
    if (process.getuid?.() !== 0)
      expect(await checkArchive({ archiveFolder: join(root, 'other') })).toMatchObject([{ ok: false }]);
    chmodSync(root, 0o700);
    rmSync(root, { recursive: true });
  });
});
