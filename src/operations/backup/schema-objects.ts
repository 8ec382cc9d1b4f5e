import type { ClientBase } from 'pg';

/** Ours, and the engine's: a run that is under way is in both, and goes on from where both stood. */
const SCHEMAS = ['public', 'dbos'];

/**
 * Tables whose rows mean nothing in another database. What migrations and the start write is written anew; `changes`
 * holds transaction numbers of the one server; without `executors` all work under way counts as that of workers that
 * are gone, and is taken over.
 */
export const LEFT_OUT = [
  'public.schema_migrations',
  'public.changes',
  'public.executors',
  'public.request_counts',
  'dbos.dbos_migrations',
  'dbos.queues',
];
/** Rows that migrations make: they do not make a database used. */
const MADE_BY_MIGRATIONS = ['workflows', 'workflow_actions', 'workflow_triggers', 'workflow_versions'];

export interface CopiedTable {
  /** With its schema, quoted where it has to be. */
  name: string;
  /** In the order of the table. */
  columns: string[];
}

/** The tables a backup holds, partitions within their parents, in the order of their names. */
export async function copiedTables(client: ClientBase): Promise<CopiedTable[]> {
  const { rows } = await client.query<CopiedTable>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name,
            (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND NOT format('%I.%I', n.nspname, c.relname) = ANY ($2) AND NOT ${OF_AN_EXTENSION}
      ORDER BY 1`,
    [SCHEMAS, LEFT_OUT],
  );
  return rows;
}

/** Where the sequences of those tables stand. */
export async function readSequences(client: ClientBase): Promise<{ name: string; value: string; called: boolean }[]> {
  const { rows } = await client.query<{ name: string; value: string; called: boolean }>(
    `SELECT format('%I.%I', schemaname, sequencename) AS name, COALESCE(last_value, start_value)::text AS value,
            last_value IS NOT NULL AS called
       FROM pg_sequences WHERE schemaname = ANY ($1) AND sequencename <> 'schema_migrations_id_seq' ORDER BY 1`,
    [SCHEMAS],
  );
  return rows;
}

/** The migrations that have run here, in their order, and the engine's level; null: this database was never migrated. */
export async function readLevel(client: ClientBase): Promise<{ migrations: string[]; engine: number } | null> {
  const there = await client.query<{ there: boolean }>(
    `SELECT to_regclass('public.schema_migrations') IS NOT NULL AND to_regclass('dbos.dbos_migrations') IS NOT NULL AS there`,
  );
  if (there.rows[0]?.there !== true) return null;
  const { rows } = await client.query<{ migrations: string[]; engine: number }>(
    `SELECT ARRAY(SELECT name::text FROM public.schema_migrations ORDER BY id) AS migrations,
            (SELECT max(version)::int FROM dbos.dbos_migrations) AS engine`,
  );
  return rows[0] ?? null;
}

/** The first table with rows that somebody made, or null. Expects a migrated database. */
export async function firstUsedTable(client: ClientBase): Promise<string | null> {
  const names = [...(await copiedTables(client)).map(({ name }) => name), 'public.executors'];
  for (const name of names) {
    if (MADE_BY_MIGRATIONS.some((one) => name === `public.${one}`)) continue;
    const { rows } = await client.query<{ used: boolean }>(`SELECT EXISTS (SELECT FROM ${name}) AS used`);
    if (rows[0]?.used) return name;
  }
  return null;
}

/** The first table, view or schema of the engine that stands in the way of an archive, or null. */
export async function firstRelation(client: ClientBase): Promise<string | null> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND NOT ${OF_AN_EXTENSION} ORDER BY 1 LIMIT 1`,
    [SCHEMAS],
  );
  return rows[0]?.name ?? null;
}

const OF_AN_EXTENSION = `EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`;

/**
 * Lets rows come into the tables in any order and as they are: in the caller's transaction, without foreign keys,
 * triggers and forced policies. Returns the statements that bring all of that back, the keys checked anew.
 */
export async function liftGuards(client: ClientBase, tables: readonly string[]): Promise<string[]> {
  const keys = await client.query<{ drop: string; add: string }>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop,
            format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS add
       FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND connamespace = ANY (SELECT n::regnamespace FROM unnest($1::text[]) n)`,
    [SCHEMAS],
  );
  const forced = await client.query<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class
      WHERE relforcerowsecurity AND relnamespace = ANY (SELECT n::regnamespace FROM unnest($1::text[]) n)`,
    [SCHEMAS],
  );
  for (const { drop } of keys.rows) await client.query(drop);
  for (const { name } of forced.rows) await client.query(`ALTER TABLE ${name} NO FORCE ROW LEVEL SECURITY`);
  for (const table of tables) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  return [
    ...tables.map((table) => `ALTER TABLE ${table} ENABLE TRIGGER USER`),
    ...keys.rows.map(({ add }) => add),
    ...forced.rows.map(({ name }) => `ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`),
  ];
}

/** What is computed from the rows and kept. */
export async function refreshViews(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c
      WHERE c.relkind = 'm' AND c.relnamespace = 'public'::regnamespace ORDER BY 1`,
  );
  for (const { name } of rows) await client.query(`REFRESH MATERIALIZED VIEW ${name}`);
}
