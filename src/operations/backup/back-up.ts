import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { deriveKey } from '../../access/derive-key.js';
import { redact } from '../../access/redact.js';
import { copyOut } from '../../database/copy-rows.js';
import { processIdentity, removeLeftovers } from '../../files/leftovers.js';
import { settleFile } from '../../files/settle-file.js';
import { BackupError } from './backup-error.js';
import { sealBackup, type Manifest } from './backup-file.js';
import { dumpDatabase, toolVersion } from './pg-tools.js';
import { copiedTables, LEFT_OUT, readLevel, readSequences, type CopiedTable } from './schema-objects.js';

export interface BackupOptions {
  /** `pg_dump`, or rows as we copy them; null: pg_dump where there is one that knows this server. */
  kind: Manifest['kind'] | null;
  /** The key that encrypts what is stored; null: none is known. */
  secretKey: string | null;
  graph: Manifest['graph'];
  version: string;
  /** Told of each table that is about to be copied. */
  progress(done: number, total: number, table: string): void;
}

/**
 * Writes all that a database holds, as it was at one moment, to a file that only this user can read. Work goes on
 * meanwhile; only changes of the schema wait. Throws BackupError, and what the database and the file system throw: then
 * there is no such file.
 */
export async function backUp(url: string, path: string, options: BackupOptions): Promise<Manifest> {
  const place = resolve(path);
  await refuseExisting(place);
  removeLeftovers(dirname(place), `${basename(place)}.`, [process.getuid?.()]);
  const written = `${place}.${processIdentity()}.part`;
  const client = await connect(url, 'nectr backup');
  try {
    // Made first, so that whatever writes to it leaves it to its user alone.
    await (await create(written)).close();
    const manifest = await sealBackup(written, await writeContent(client, url, written, options));
    await settleFile(written, place);
    return manifest;
  } finally {
    await client.end().catch(() => undefined);
    await rm(written, { force: true });
  }
}

/** The words in front of a key in a manifest: the same key gives the same ones, and they do not give the key. */
export function keyCheckOf(secretKey: string): string {
  return deriveKey(secretKey, 'nectr backup check v1').toString('hex');
}

/** A connection with the rights of the product's own work, whose statements may take as long as they need. */
export async function connect(url: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: name, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    const why = error instanceof Error ? error.message || error.name : String(error);
    throw new BackupError(
      `the database gives no answer (${redact(why)}): look at DATABASE_URL, or run \`nectr doctor\``,
      {
        cause: error,
      },
    );
  }
  await client.query("SELECT set_config('app.scope', 'system', false), set_config('statement_timeout', '0', false)");
  await client.query("SELECT set_config('idle_in_transaction_session_timeout', '0', false)");
  return client;
}

async function create(path: string): ReturnType<typeof open> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    throw new BackupError(`there is no folder ${dirname(path)}: make it first`, { cause: error });
  }
}

async function refuseExisting(path: string): Promise<void> {
  const found = await open(path, 'r').catch(() => null);
  if (found === null) return;
  await found.close();
  throw new BackupError(`${path} is there already: choose another name, or remove it`);
}

async function writeContent(
  client: pg.Client,
  url: string,
  written: string,
  { kind: wanted, secretKey, graph, version, progress }: BackupOptions,
): Promise<Omit<Manifest, 'bytes' | 'sha256'>> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const { rows: facts } = await client.query<{ postgres: number; snapshot: string; at: Date }>(
    `SELECT current_setting('server_version_num')::int AS postgres, pg_export_snapshot() AS snapshot, now() AS at`,
  );
  const { postgres = 0, snapshot = '', at = new Date() } = facts[0] ?? {};
  const level = await readLevel(client);
  if (level === null) throw new BackupError('there is no database of Nectr at this address: nothing to keep');
  const dump = await usableDump(postgres, wanted);
  const tables = await copiedTables(client);
  await client.query(`LOCK TABLE ${tables.map(({ name }) => name).join(', ')} IN ACCESS SHARE MODE`);
  const copied =
    dump === null
      ? await writeRows(client, written, tables, progress)
      : await writeDump(client, { url, written, tables, snapshot, progress });
  return {
    kind: dump === null ? 'rows' : 'pg_dump',
    createdAt: at.toISOString(),
    nectr: version,
    postgres,
    pgDump: dump,
    ...level,
    keyCheck: secretKey === null ? null : keyCheckOf(secretKey),
    graph,
    tables: copied,
    // They are outside of the snapshot: read last they are never behind the rows.
    sequences: await readSequences(client),
  };
}

/** The version of the pg_dump that is used; null: the rows are copied by us. Throws where one was wanted and is none. */
async function usableDump(postgres: number, wanted: Manifest['kind'] | null): Promise<string | null> {
  if (wanted === 'rows') return null;
  const version = await toolVersion('pg_dump');
  const major = Math.floor(postgres / 10_000);
  if (version !== null && Number.parseInt(version, 10) >= major) return version;
  if (wanted === null) return null;
  const found = version === null ? 'there is no pg_dump on this machine' : `pg_dump here is ${version}`;
  throw new BackupError(`${found}, and the server is PostgreSQL ${major}: install its client, or use --format rows`);
}

/** As psql would read it: the statement that takes the rows, the rows, and their end. */
async function writeRows(
  client: pg.Client,
  written: string,
  tables: readonly CopiedTable[],
  progress: BackupOptions['progress'],
): Promise<Manifest['tables']> {
  const packed = createGzip({ level: 6 });
  const file = createWriteStream(written, { flags: 'r+', mode: 0o600 });
  const ended = finished(packed.pipe(file));
  file.once('error', (error) => packed.destroy(error));
  // Whoever waits for it is told; nobody may be waiting yet.
  ended.catch(() => undefined);
  const copied: Manifest['tables'] = [];
  for (const [at, { name, columns }] of tables.entries()) {
    progress(at, tables.length, name);
    const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ');
    await write(packed, `COPY ${name} (${list}) FROM stdin;\n`);
    const { rows, bytes } = await copyOut(client, `COPY (SELECT ${list} FROM ${name}) TO STDOUT`, packed);
    await write(packed, '\\.\n');
    copied.push({ name, columns, rows, bytes });
  }
  packed.end();
  await ended;
  return copied;
}

async function write(stream: ReturnType<typeof createGzip>, text: string): Promise<void> {
  if (stream.errored) throw stream.errored;
  if (!stream.write(text)) await once(stream, 'drain');
}

async function writeDump(
  client: pg.Client,
  options: {
    url: string;
    written: string;
    tables: readonly CopiedTable[];
    snapshot: string;
    progress: BackupOptions['progress'];
  },
): Promise<Manifest['tables']> {
  const { url, written, tables, snapshot, progress } = options;
  progress(0, tables.length, 'pg_dump');
  await dumpDatabase(url, { snapshot, leftOut: LEFT_OUT.filter((name) => !MIGRATIONS.includes(name)), path: written });
  const counted: Manifest['tables'] = [];
  for (const { name, columns } of tables) {
    progress(counted.length, tables.length, name);
    const { rows } = await client.query<{ rows: string }>(`SELECT count(*) AS rows FROM ${name}`);
    counted.push({ name, columns, rows: Number(rows[0]?.rows), bytes: 0 });
  }
  return counted;
}

/** An archive brings its schema along, so what says at which level that is comes with it. */
const MIGRATIONS = ['public.schema_migrations', 'dbos.dbos_migrations', 'dbos.queues'];
