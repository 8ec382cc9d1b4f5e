import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { encryptText } from '../../src/access/encrypt.js';
import { createDataSource } from '../../src/database/data-source.js';
import { migrate } from '../../src/database/migrate.js';
import { backUp, type BackupOptions } from '../../src/operations/backup/back-up.js';
import { sealBackup, type Manifest } from '../../src/operations/backup/backup-file.js';
import { toolVersion } from '../../src/operations/backup/pg-tools.js';
import { checkRestore, restore } from '../../src/operations/backup/restore.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

const key = 'k'.repeat(40);
const folder = mkdtempSync(join(tmpdir(), 'nectr-backup-'));
const opened: (TestDatabase | pg.Client)[] = [];
let full: TestDatabase;
let client: pg.Client;
let mayDump: boolean;

beforeAll(async () => {
  full = await createTestDatabase();
  client = await clientOf(full.url);
  await client.query(
    `INSERT INTO users (github_id, login, access_token_encrypted) VALUES (1, 'dora', $1), (2, 'emil', NULL)`,
    [encryptText('ghu_token', [key])],
  );
  await client.query(
    `INSERT INTO installations (github_installation_id, account_login, account_id, account_type) VALUES (11, 'acme', 1, 'Organization'), (12, 'other', 2, 'User')`,
  );
  await client.query(
    `INSERT INTO repositories (installation_id, github_repo_id, full_name, default_branch) SELECT id, id * 100, account_login || '/shop', 'main' FROM installations`,
  );
  await client.query(
    `INSERT INTO events (source, event_type, delivery_id, payload, installation_id)
     SELECT 'github', 'push', 'd-' || n, jsonb_build_object('odd', E'a\\tb\\nc\\\\.\\u2028', 'none', NULL, 'n', n), (SELECT min(id) FROM installations)
       FROM generate_series(1, 3000) n`,
  );
  await client.query(
    `INSERT INTO events (source, event_type, delivery_id, payload) VALUES ('github', 'push', 'null', 'null')`,
  );
  // A run of which another one is the child stands behind it, in whatever order they are copied.
  await client.query(
    `INSERT INTO workflow_runs (id, execution_id, workflow_id, workflow_type, status, queued_at, parent_execution_id)
     SELECT ('00000000-0000-4000-8000-00000000000' || n)::uuid, 'run:' || n, (SELECT id FROM workflows WHERE name = 'pr_review'), 'pr_review', 'pending', now(), NULL
       FROM generate_series(1, 2) n`,
  );
  await client.query(
    `UPDATE workflow_runs SET parent_execution_id = '00000000-0000-4000-8000-000000000002' WHERE execution_id = 'run:1'`,
  );
  await client.query(
    `INSERT INTO execution_logs (execution_id, level, message, created_at)
     SELECT '00000000-0000-4000-8000-000000000001', 'INFO', 'line ' || n, now() - make_interval(days => n * 20) FROM generate_series(0, 5) n`,
  );
  await client.query(
    `INSERT INTO audit_log (installation_id, actor_login, via, action, object_type, object_id)
     SELECT min(id), 'dora', 'token', 'budget.set', 'installation', '1' FROM installations`,
  );
  await client.query(
    `SELECT dbos.enqueue_workflow(workflow_name => 'run_workflow', queue_name => 'runs', positional_args => ARRAY['"run:1"'::json], workflow_id => 'run:1', queue_partition_key => '1:1')`,
  );
  await client.query(
    `INSERT INTO executors (executor_id, role, version, heartbeat_at) VALUES ('gone', 'worker', '1', now() - interval '1 hour')`,
  );
  const { rows } = await client.query<{ major: number }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS major`,
  );
  mayDump = Number.parseInt((await toolVersion('pg_dump')) ?? '0', 10) >= (rows[0]?.major ?? 99);
});
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await ('close' in one ? one.close() : one.end());
});
afterAll(async () => {
  await client.end();
  await full.close();
  rmSync(folder, { recursive: true, force: true });
});

async function clientOf(url: string): Promise<pg.Client> {
  const made = new pg.Client({ connectionString: url, application_name: 'test' });
  await made.connect();
  await made.query("SELECT set_config('app.scope', 'system', false)");
  return made;
}

async function emptyDatabase(): Promise<string> {
  const made = await createTestDatabase({ empty: true });
  opened.push(made);
  return made.url;
}

let count = 0;
async function backUpTo(
  options: Partial<BackupOptions> = {},
  path = join(folder, `${++count}.backup`),
  from = full.url,
): Promise<{ path: string; manifest: Manifest }> {
  const manifest = await backUp(from, path, {
    kind: 'rows',
    secretKey: key,
    graph: 'postgresql',
    version: 'test',
    progress: () => undefined,
    ...options,
  });
  return { path, manifest };
}

const options = { otherKey: false, secretKeys: [key], progress: () => undefined };
async function restoreTo(url: string, path: string): Promise<void> {
  await restore(url, path, await checkRestore(path, options), options);
}

/** All rows of all tables that are kept, as text; what a table is called without them if it is empty. */
async function rowsOf(url: string): Promise<Record<string, string[]>> {
  const there = await clientOf(url);
  const { rows: tables } = await there.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relnamespace IN ('public'::regnamespace, 'dbos'::regnamespace)
        AND c.oid::regclass::text NOT IN ('schema_migrations', 'changes', 'executors', 'request_counts', 'dbos.dbos_migrations', 'dbos.queues')`,
  );
  const all: Record<string, string[]> = {};
  for (const { name } of tables) {
    const { rows } = await there.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t ORDER BY 1`);
    all[name] = rows.map(({ row }) => row);
  }
  await there.end();
  return all;
}

/** What guards the rows: keys, policies, triggers, indexes; pg_dump writes casts within them in another order. */
async function guardsOf(url: string): Promise<unknown> {
  const there = await clientOf(url);
  const asked = [
    `SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint WHERE connamespace IN ('public'::regnamespace, 'dbos'::regnamespace) ORDER BY 1, 2`,
    `SELECT oid::regclass::text, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'dbos'::regnamespace) AND relkind IN ('r', 'p', 'm') ORDER BY 1`,
    `SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2`,
    `SELECT indexdef FROM pg_indexes WHERE schemaname IN ('public', 'dbos') ORDER BY 1`,
    `SELECT polrelid::regclass::text, polname, pg_get_expr(polqual, polrelid) FROM pg_policy ORDER BY 1, 2`,
  ];
  const found = [];
  for (const statement of asked) {
    const { rows } = await there.query(statement);
    found.push(
      JSON.stringify(rows, null, 1)
        .replaceAll(/::character varying|::text(?:\[\])?|[()]/g, '')
        .split('\n'),
    );
  }
  await there.end();
  return found;
}

async function isBare(url: string): Promise<boolean> {
  const there = await clientOf(url);
  const { rows } = await there.query(`SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace`);
  await there.end();
  return rows.length === 0;
}

describe.each(['rows', 'pg_dump'] as const)('a backup by %s', (kind) => {
  it('comes back as it was, with its keys, policies, triggers and numbers, and only its user can read the file', async ({
    skip,
  }) => {
    if (kind === 'pg_dump') skip(!mayDump, 'no pg_dump that knows this server');
    const { path, manifest } = await backUpTo({ kind });
    expect(manifest).toMatchObject({ kind, keyCheck: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
    const url = await emptyDatabase();
    await restoreTo(url, path);
    const [before, after] = [await rowsOf(full.url), await rowsOf(url)];
    expect(before['events']).toHaveLength(3001);
    expect(before['dbos.workflow_status']).toHaveLength(1);
    expect(after).toEqual(before);
    expect(await guardsOf(url)).toEqual(await guardsOf(full.url));
    const there = await clientOf(url);
    opened.push(there);
    const added = await there.query<{ id: number }>(
      `INSERT INTO users (github_id, login) VALUES (3, 'new') RETURNING id`,
    );
    expect(added.rows).toEqual([{ id: 3 }]);
    // Those who were at work are at work elsewhere: what they held is taken over.
    expect((await there.query('SELECT executor_id FROM executors')).rows).toEqual([]);
    expect((await there.query('SELECT count(*)::int AS changes FROM changes')).rows).toEqual([{ changes: 0 }]);
    await migrate(url);
  });
});

describe('a backup', () => {
  it('is of one moment, though rows come and go meanwhile', async () => {
    const writer = await clientOf(full.url);
    opened.push(writer);
    let added = 0;
    const { path, manifest } = await backUpTo({
      progress: (_, __, table) => {
        if (table !== 'public.audit_log') return;
        added += 1;
        void writer.query(`INSERT INTO users (github_id, login) VALUES (900, 'late')`);
      },
    });
    expect(added).toBe(1);
    expect(manifest.tables.find(({ name }) => name === 'public.users')?.rows).toBe(2);
    await writer.query('DELETE FROM users WHERE github_id = 900');
    const url = await emptyDatabase();
    await restoreTo(url, path);
    expect((await rowsOf(url))['users']).toHaveLength(2);
  });

  it('of an older version is brought to this one', async () => {
    const before = await createTestDatabase();
    opened.push(before);
    const source = createDataSource({ scope: 'system', url: before.url, poolSize: 2, applicationName: 'test' });
    await source.initialize();
    try {
      await source.query(`INSERT INTO users (github_id, login) VALUES (1, 'dora')`);
      await source.undoLastMigration();
    } finally {
      await source.destroy();
    }
    const { path, manifest } = await backUpTo({}, undefined, before.url);
    const url = await emptyDatabase();
    await restoreTo(url, path);
    const there = await clientOf(url);
    opened.push(there);
    const { rows } = await there.query<{ name: string }>('SELECT name FROM schema_migrations ORDER BY id');
    const names = rows.map(({ name }) => name);
    expect(names.slice(0, -1)).toEqual(manifest.migrations);
    expect(names).toEqual((await backUpTo()).manifest.migrations);
    expect((await rowsOf(url))['users']).toHaveLength(1);
  });

  it('is not written over another file, and leaves none where it fails', async () => {
    const { path } = await backUpTo();
    const before = readFileSync(path);
    await expect(
      backUp(full.url, path, { ...options, kind: 'rows', secretKey: key, graph: 'postgresql', version: 'x' }),
    ).rejects.toThrow('is there already');
    expect(readFileSync(path)).toEqual(before);
    const nothing = join(folder, 'nothing.backup');
    const empty = await emptyDatabase();
    await expect(
      backUp(empty, nothing, { ...options, kind: 'rows', secretKey: key, graph: 'postgresql', version: 'x' }),
    ).rejects.toThrow('no database of Nectr');
    expect(readdirSync(folder).filter((name) => name.startsWith('nothing'))).toEqual([]);
  });

  it('says which folder is not there', async () => {
    const none = join(folder, 'none');
    await expect(backUpTo({}, join(none, 'some.backup'))).rejects.toThrow(`there is no folder ${none}: make it first`);
  });

  it('holds secrets only as they are stored', async () => {
    const { path } = await backUpTo();
    const there = await rowsOf(full.url);
    expect(there['users']?.join()).toContain('gAAAAA');
    expect(readFileSync(path).includes(key)).toBe(false);
  });
});

describe('a restore', () => {
  let path: string;
  let manifest: Manifest;
  beforeAll(async () => ({ path, manifest } = await backUpTo()));

  const changed = (name: string, change: (file: string) => void): string => {
    const file = join(folder, name);
    copyFileSync(path, file);
    change(file);
    return file;
  };
  const flipped = (at: number) => (file: string) => {
    const bytes = readFileSync(file);
    bytes[at < 0 ? bytes.length + at : at] = (bytes.at(at) ?? 0) ^ 1;
    writeFileSync(file, bytes);
  };

  it.each<[string, (file: string) => void, string]>([
    ['cut in its content', (file) => truncateSync(file, 1000), 'no backup of Nectr, or its end is missing'],
    ['cut by its last byte', (file) => truncateSync(file, statSync(file).size - 1), 'its end is missing'],
    ['longer than it was', (file) => appendFileSync(file, 'x'), 'its end is missing'],
    ['changed in its content', flipped(500), 'another checksum'],
    ['changed in what it says of itself', flipped(-200), 'is damaged'],
    ['empty', (file) => truncateSync(file, 0), 'no backup of Nectr'],
    ['something else', (file) => writeFileSync(file, 'PGDMP and so on'.repeat(1000)), 'no backup of Nectr'],
    [
      'without its beginning',
      (file) => writeFileSync(file, readFileSync(file).subarray(10)),
      'a part of it is missing',
    ],
  ])('refuses a file that is %s', async (name, change, words) => {
    await expect(checkRestore(changed(`${name}.backup`, change), options)).rejects.toThrow(words);
  });

  const resealed = async (
    name: string,
    change: (rest: Omit<Manifest, 'bytes' | 'sha256'>) => object,
  ): Promise<string> => {
    const file = changed(name, (copy) => truncateSync(copy, manifest.bytes));
    const { bytes: _, sha256: __, ...rest } = manifest;
    await sealBackup(file, { ...rest, ...change(rest) });
    return file;
  };

  it('refuses what a newer version made, and what another key encrypted unless that is wanted', async () => {
    const newer = await resealed('newer.backup', ({ migrations }) => ({
      migrations: [...migrations, 'AddMore1999000000000'],
    }));
    await expect(checkRestore(newer, options)).rejects.toThrow('newer Nectr (test)');
    await expect(checkRestore(path, { ...options, secretKeys: ['o'.repeat(40)] })).rejects.toThrow(
      'another SECRET_KEY',
    );
    await expect(checkRestore(path, { ...options, secretKeys: [] })).rejects.toThrow('another SECRET_KEY');
    expect(await checkRestore(path, { ...options, secretKeys: ['n'.repeat(40), key] })).toEqual(manifest);
    expect(await checkRestore(path, { ...options, secretKeys: [], otherKey: true })).toEqual(manifest);
  });

  it('leaves a database alone that holds something, whatever that is', async () => {
    const used = await createTestDatabase();
    opened.push(used);
    const there = await clientOf(used.url);
    opened.push(there);
    await there.query(`INSERT INTO users (github_id, login) VALUES (1, 'somebody')`);
    const before = await rowsOf(used.url);
    await expect(restoreTo(used.url, path)).rejects.toThrow('not empty (public.users)');
    expect(await rowsOf(used.url)).toEqual(before);

    const foreign = await emptyDatabase();
    const other = await clientOf(foreign);
    opened.push(other);
    await other.query('CREATE TABLE customers (id int)');
    await expect(restoreTo(foreign, path)).rejects.toThrow('not empty (public.customers)');
    const { rows } = await other.query(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace`);
    expect(rows).toEqual([{ relname: 'customers' }]);
  });

  it('leaves a database alone on which somebody works', async () => {
    const url = await emptyDatabase();
    const worker = new pg.Client({ connectionString: url, application_name: 'nectr web' });
    await worker.connect();
    opened.push(worker);
    await expect(restoreTo(url, path)).rejects.toThrow('in use (nectr web)');
    expect(await isBare(url)).toBe(true);
  });

  it('brings in all rows or none: with one that does not fit the database is as empty as before, and takes the right file', async () => {
    const less = await resealed('less.backup', ({ tables }) => ({
      tables: tables.map((table) => (table.name === 'public.workflow_runs' ? { ...table, rows: 99 } : table)),
    }));
    const url = await emptyDatabase();
    await expect(restoreTo(url, less)).rejects.toThrow('public.workflow_runs has 2 rows');
    const rows = await rowsOf(url);
    expect(rows['events']).toEqual([]);
    // Those that come with the schema.
    const there = await clientOf(full.url);
    opened.push(there);
    const builtIn = await there.query('SELECT 1 FROM workflows WHERE installation_id IS NULL');
    expect(rows['workflows']).toHaveLength(builtIn.rows.length);
    expect(await guardsOf(url)).toEqual(await guardsOf(full.url));
    await restoreTo(url, path);
    expect(await rowsOf(url)).toEqual(await rowsOf(full.url));
  });

  it('brings rows into a database that was migrated and never used', async () => {
    const migrated = await createTestDatabase();
    opened.push(migrated);
    await restoreTo(migrated.url, path);
    expect(await rowsOf(migrated.url)).toEqual(await rowsOf(full.url));
  });

  it('finds no file, and says so', async () => {
    expect(existsSync(join(folder, 'none'))).toBe(false);
    await expect(checkRestore(join(folder, 'none'), options)).rejects.toThrow('there is no file ');
    await expect(checkRestore(folder, options)).rejects.toThrow('no file');
  });
});
