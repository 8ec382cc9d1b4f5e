import { createGunzip } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { copyIn } from '../../database/copy-rows.js';
import { migrate, MIGRATION_LOCK } from '../../database/migrate.js';
import { migrations } from '../../database/migrations.js';
import { connect, keyCheckOf } from './back-up.js';
import { BackupError } from './backup-error.js';
import { checkBackup, openContent, type Manifest } from './backup-file.js';
import { createByteReader, type ByteReader } from './byte-reader.js';
import { restoreArchive, toolVersion } from './pg-tools.js';
import { copiedTables, firstRelation, firstUsedTable, liftGuards, readLevel, refreshViews } from './schema-objects.js';

export interface RestoreOptions {
  /** Whether the content of another key may come in: nobody can read it then. */
  otherKey: boolean;
  secretKeys: readonly string[];
  progress(done: number, total: number, table: string): void;
}

export interface Restored {
  manifest: Manifest;
  rows: number;
  /** Tables of the file that no version of Nectr makes; their rows stayed there. */
  foreign: string[];
}

const OTHER_PLACE =
  'restore into a new one (CREATE DATABASE …, or a NECTR_DATA of its own), and let DATABASE_URL or NECTR_DATA name it';

/**
 * What a backup may be restored with: the file is whole, of a level that this version knows, and of the key that is set.
 * Opens no database. Throws BackupError.
 */
export async function checkRestore(
  path: string,
  { otherKey, secretKeys }: Pick<RestoreOptions, 'otherKey' | 'secretKeys'>,
): Promise<Manifest> {
  const manifest = await checkBackup(path);
  const known = new Set(migrations.map(({ name }) => name));
  if (!manifest.migrations.every((name) => known.has(name)))
    throw new BackupError(`${path} was made by a newer Nectr (${manifest.nectr}): restore it with that one`);
  const { keyCheck, kind, pgDump } = manifest;
  if (keyCheck !== null && !otherKey && !secretKeys.some((key) => keyCheckOf(key) === keyCheck))
    throw new BackupError(
      'the backup was made with another SECRET_KEY: set that one (with the embedded database: copy its file secret-key), ' +
        'or say --other-key, and people sign in again and credentials of integrations are entered anew',
    );
  if (kind === 'pg_dump') {
    const tool = await toolVersion('pg_restore');
    if (tool === null || Number.parseInt(tool, 10) < Number.parseInt(pgDump ?? '', 10))
      throw new BackupError(
        `the backup was made by pg_dump ${pgDump}, and ${tool === null ? 'there is no pg_restore on this machine' : `pg_restore here is ${tool}`}: install the client of that version`,
      );
  }
  return manifest;
}

/**
 * Brings a checked backup into an empty database, all its rows in one transaction, and the result to this version.
 * Throws BackupError if the database is not empty, is in use, or does not take the rows; it has none of them then.
 */
export async function restore(
  url: string,
  path: string,
  manifest: Manifest,
  { progress }: Pick<RestoreOptions, 'progress'>,
): Promise<Restored> {
  const client = await connect(url, 'nectr restore');
  try {
    await refuseUsed(client, manifest);
    const restored = await (manifest.kind === 'rows' ? restoreRows : restoreDump)(
      client,
      url,
      path,
      manifest,
      progress,
    );
    await migrate(url);
    await client.query('ANALYZE');
    return restored;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Nobody is at work there, nothing of anybody lies there, and its schema is not ahead of the file's. */
async function refuseUsed(client: pg.Client, { kind, migrations: wanted }: Manifest): Promise<void> {
  const others = await client.query<{ name: string }>(
    `SELECT application_name AS name FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'nectr%' LIMIT 1`,
  );
  if (others.rows[0]) throw new BackupError(`the database is in use (${others.rows[0].name}): stop that first`);
  const level = await readLevel(client);
  const inTheWay = kind === 'rows' && level !== null ? await firstUsedTable(client) : await firstRelation(client);
  if (inTheWay !== null) throw new BackupError(`the database is not empty (${inTheWay}): ${OTHER_PLACE}`);
  if (level !== null && !level.migrations.every((name) => wanted.includes(name)))
    throw new BackupError(`the database is of a newer level than the backup: ${OTHER_PLACE}`);
}

async function restoreDump(
  client: pg.Client,
  url: string,
  path: string,
  manifest: Manifest,
  progress: RestoreOptions['progress'],
): Promise<Restored> {
  progress(0, manifest.tables.length, 'pg_restore');
  await restoreArchive(url, openContent(path, manifest));
  let rows = 0;
  for (const table of manifest.tables) {
    const found = await client.query<{ rows: string }>(`SELECT count(*) AS rows FROM ${table.name}`);
    rows += matching(table, Number(found.rows[0]?.rows));
  }
  return { manifest, rows, foreign: [] };
}

async function restoreRows(
  client: pg.Client,
  url: string,
  path: string,
  manifest: Manifest,
  progress: RestoreOptions['progress'],
): Promise<Restored> {
  await migrate(url, manifest.migrations);
  await client.query('BEGIN');
  await takeLock(client);
  const level = await readLevel(client);
  if ((level?.engine ?? 0) < manifest.engine)
    throw new BackupError(`the backup holds work of a newer engine (${manifest.engine}): restore it with that version`);
  const used = await firstUsedTable(client);
  if (used !== null) throw new BackupError(`the database is not empty any more (${used}): ${OTHER_PLACE}`);
  const tables = (await copiedTables(client)).map(({ name }) => name);
  const guards = await liftGuards(client, tables);
  await client.query(`TRUNCATE ${tables.join(', ')}`);
  const restored = await readTables(client, path, manifest, { tables, progress });
  for (const { name, value, called } of manifest.sequences) {
    await client.query(`SELECT setval(to_regclass($1), $2, $3) WHERE to_regclass($1) IS NOT NULL`, [
      name,
      value,
      called,
    ]);
  }
  for (const statement of guards) await client.query(statement);
  await refreshViews(client);
  await client.query('COMMIT');
  return restored;
}

async function readTables(
  client: pg.Client,
  path: string,
  manifest: Manifest,
  { tables, progress }: { tables: readonly string[]; progress: RestoreOptions['progress'] },
): Promise<Restored> {
  const source = openContent(path, manifest);
  const unpacked = createGunzip();
  source.once('error', (error) => unpacked.destroy(error));
  const reader = createByteReader(source.pipe(unpacked));
  const restored: Restored = { manifest, rows: 0, foreign: [] };
  for (const [at, table] of manifest.tables.entries()) {
    progress(at, manifest.tables.length, table.name);
    const statement = `COPY ${table.name} (${table.columns.map((column) => pg.escapeIdentifier(column)).join(', ')})`;
    await expectText(reader, `${statement} FROM stdin;\n`);
    if (tables.includes(table.name)) {
      restored.rows += matching(table, await copyIn(client, `${statement} FROM STDIN`, reader.take(table.bytes)));
    } else {
      for await (const _ of reader.take(table.bytes));
      restored.foreign.push(table.name);
    }
    await expectText(reader, '\\.\n');
  }
  return restored;
}

async function expectText(reader: ByteReader, text: string): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of reader.take(Buffer.byteLength(text))) parts.push(part);
  if (Buffer.concat(parts).toString() !== text)
    throw new BackupError('the content of the backup is not what it says of itself');
}

function matching({ name, rows }: Manifest['tables'][number], found: number): number {
  if (found === rows) return rows;
  throw new BackupError(`${name} has ${found} rows, and the backup says ${rows}`);
}

/** No server may bring the schema further meanwhile; held until the transaction ends. */
async function takeLock(client: pg.Client): Promise<void> {
  for (let tries = 0; tries < 100; tries++, await sleep(100)) {
    const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS locked', [
      MIGRATION_LOCK,
    ]);
    if (rows[0]?.locked) return;
  }
  throw new BackupError('another process is migrating this database: stop it first');
}
