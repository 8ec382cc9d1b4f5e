import pg from 'pg';
import { inject } from 'vitest';

export interface TenantTable {
  name: string;
  /** What holds our id of the installation. */
  column: string;
  /** Its rows without an installation are read by everybody. */
  builtIn: boolean;
}

interface Column {
  name: string;
  type: string;
  values: string[] | null;
}

/** A superuser's connection to the database of this address: policies and foreign keys do not hold for it. */
export async function connectAbove(url: string): Promise<pg.Client> {
  const above = new URL(inject('postgresUrl'));
  above.pathname = new URL(url).pathname;
  const client = new pg.Client({ connectionString: above.href });
  await client.connect();
  await client.query('SET session_replication_role = replica');
  return client;
}

/** Every table with rows of installations, as the catalog has them; partitions under their own names too. */
export async function tenantTables(client: pg.Client): Promise<TenantTable[]> {
  const { rows } = await client.query<TenantTable>(
    `SELECT c.oid::regclass::text AS name, CASE c.relname WHEN 'installations' THEN 'id' ELSE 'installation_id' END AS column,
            EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'built_in') AS "builtIn"
       FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        AND (c.relname = 'installations' OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'installation_id'))
      ORDER BY 1`,
  );
  return rows;
}

/** What a CHECK over several columns, or of a form, asks for besides. */
const CHECKED: Record<string, Record<string, unknown>> = {
  budgets: { daily_dollars: 1 },
  mcp_servers: { name: 'canary' },
  workflow_secrets: { name: 'CANARY', value_encrypted: `gAAAAAA${'a'.repeat(93)}` },
};

/**
 * One row of this installation in the table, made from the catalog: each column that must not be empty gets what its type
 * and its CHECK allow, text the words `canary of <installation>`.
 */
export async function plantCanary(client: pg.Client, { name, column }: TenantTable, installation: number) {
  const columns = await requiredColumns(client, name);
  const row = Object.fromEntries(columns.map((each) => [each.name, valueFor(each, installation)]));
  row[column] = installation;
  Object.assign(row, CHECKED[name]);
  const [, part] = /^execution_logs_(.+)$/.exec(name) ?? [];
  if (part !== undefined) row['created_at'] = part === 'default' ? '2001-01-02' : `${part.replace('_', '-')}-02`;
  const names = Object.keys(row);
  await client.query(
    `INSERT INTO ${name} (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')})`,
    Object.values(row),
  );
}

/** Of a CHECK such as `state IN ('open', …)` the values, in their order. */
async function requiredColumns(client: pg.Client, table: string): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `SELECT a.attname AS name, t.typname AS type,
            (SELECT array_agg(m[1]) FROM pg_constraint k, regexp_matches(pg_get_constraintdef(k.oid), '''([^'']+)''::', 'g') m
              WHERE k.conrelid = a.attrelid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum]
                AND pg_get_constraintdef(k.oid) ~ '= ANY') AS values
       FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
       LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped
        AND a.attnotnull AND a.attidentity = '' AND coalesce(pg_get_expr(d.adbin, d.adrelid), '''''::text') ~ '^''''::(text|character varying)'`,
    [table],
  );
  return rows;
}

function valueFor({ name, type, values }: Column, installation: number): unknown {
  if (values !== null && values.length > 0) return values[0];
  if (type === 'uuid') return `00000000-0000-4000-8000-${String(installation).padStart(12, '0')}`;
  if (/^(int2|int4|int8|float4|float8|numeric)$/.test(type)) return installation;
  if (type === 'bool') return false;
  if (type === 'date' || type === 'timestamptz') return '2026-11-02';
  if (type === 'jsonb') return { canary: installation };
  if (type === 'text' || type === 'varchar') return `canary of ${installation}`;
  throw new Error(`no value for ${name} of type ${type}: say here what it takes`);
}
