import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';
import { engineQueues } from '../../src/database/engine-queues.js';
import { createDataSource } from '../../src/database/data-source.js';
import { migrate } from '../../src/database/migrate.js';
import { migrations } from '../../src/database/migrations.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

const cli = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'nectr-migrate-'));
let database: TestDatabase;
let source: DataSource;

beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 2, applicationName: 'test' });
  await source.initialize();
});
afterEach(async () => {
  await source.destroy();
  await database.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `nectr migrate` as a process of its own. */
function startMigrate(): { child: ChildProcess; ended: Promise<{ code: number | null; text: string }> } {
  const child = fork(cli, ['migrate'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], DATABASE_URL: database.url, SECRET_KEY: 'k'.repeat(40) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, ended: new Promise((resolve) => child.once('exit', (code) => resolve({ code, text }))) };
}

async function tables(): Promise<string[]> {
  const rows: { name: string }[] = await source.query(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

async function done(): Promise<string[]> {
  const rows: { name: string }[] = await source.query('SELECT name FROM schema_migrations ORDER BY id');
  return rows.map(({ name }) => name);
}

const names = migrations.map((migration) => new migration().name);

describe('C14: migrations', () => {
  it('of two processes at once run once, and both are content', async () => {
    const both = await Promise.all([startMigrate().ended, startMigrate().ended]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect((await done()).toSorted()).toEqual(names.toSorted());
    const queues: unknown[] = await source.query('SELECT name FROM dbos.queues');
    expect(queues).toHaveLength(Object.keys(engineQueues).length);
  });

  it('one that fails half-way leaves nothing of itself, keeps what was before, and runs when its cause is gone', async () => {
    // The second migration makes two tables; the second of them is in its way.
    await source.query('CREATE TABLE findings (in_the_way int)');
    const failed = await startMigrate().ended;
    expect(failed.code).not.toBe(0);
    expect(failed.text).toContain('findings');
    expect(await done()).toEqual(names.slice(0, 1));
    const left = await tables();
    expect(left).toContain('workflow_runs');
    expect(left).not.toContain('reviews');
    await source.query('DROP TABLE findings');
    expect((await startMigrate().ended).code).toBe(0);
    expect((await done()).toSorted()).toEqual(names.toSorted());
  });

  it('one that throws after it has changed things takes them back', async () => {
    await migrate(database.url);
    const before = await tables();
    const failing = createDataSource({ scope: 'system', url: database.url, poolSize: 1, applicationName: 'failing' });
    failing.setOptions({ migrations: [...migrations, FailsHalfWay9999999999999] });
    await failing.initialize();
    await expect(failing.runMigrations()).rejects.toThrow('half-way');
    await failing.destroy();
    expect(await tables()).toEqual(before);
    expect(await source.query('SELECT 1 FROM workflows')).not.toEqual([]);
    expect((await done()).toSorted()).toEqual(names.toSorted());
  });

  it('a process that is killed while it migrates leaves whole migrations only, and no lock', async () => {
    const blocker = source.createQueryRunner();
    await blocker.startTransaction();
    // Stops the third migration, which makes a view of this name, in its middle.
    await blocker.query('CREATE VIEW recent_workflow_activity AS SELECT 1 AS x');
    const { child, ended } = startMigrate();
    await expect
      .poll(
        () =>
          source.query(
            `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'nectr migrate' AND wait_event_type = 'Lock'`,
          ),
        { timeout: 50_000 },
      )
      .toHaveLength(1);
    child.kill('SIGKILL');
    await ended;
    await blocker.rollbackTransaction();
    await blocker.release();
    expect((await startMigrate().ended).code).toBe(0);
    expect((await done()).toSorted()).toEqual(names.toSorted());
  });

  it('the version before works on with what the next one adds', async () => {
    await migrate(database.url);
    // Everything that has come since the first release has a default or may be missing.
    await source.query(
      `INSERT INTO installations (github_installation_id, account_login, account_id, account_type) VALUES (90, 'acme', 1, 'User')`,
    );
    await source.query(
      `INSERT INTO workflow_runs (execution_id, workflow_id, installation_id, workflow_type)
       SELECT 'run:old', w.id, i.id, 'pr_review' FROM workflows w, installations i WHERE w.name = 'pr_review'`,
    );
    await source.query(`INSERT INTO write_limits (installation_id) SELECT id FROM installations`);
    await source.query(`INSERT INTO users (github_id, login) VALUES (1, 'dora')`);
  });
});

class FailsHalfWay9999999999999 implements MigrationInterface {
  readonly name = 'FailsHalfWay9999999999999';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE half (id int)');
    await runner.query('DELETE FROM workflow_actions');
    await runner.query('DELETE FROM workflows');
    throw new Error('half-way');
  }

  async down(): Promise<void> {}
}
