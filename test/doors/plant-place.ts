import type pg from 'pg';
import { encryptText } from '../../src/access/encrypt.js';
import { readDefinition } from '../../src/workflows/definitions/read-definition.js';
import { tenantTables, type TenantTable } from '../access/tenancy/canaries.js';

/** A repository of an installation in our tables, whose rows hold its canary. */
export interface Place {
  /** Stands in every number and id of its rows: `repositories.id`, the number of its pull request, … */
  mark: number;
  installationId: number;
  githubInstallationId: number;
  githubRepoId: number;
  account: string;
  repository: string;
}

/** What stands in each text of a place, and nowhere else. */
export function canaryOf({ mark }: Pick<Place, 'mark'>): string {
  return `canary-${mark}`;
}

/** The name of the secret of a place. */
export function secretOf({ mark }: Pick<Place, 'mark'>): string {
  return `CANARY_${mark}`;
}

/** The key that all secrets of a stage are kept with. */
export const SECRET_KEY = 'k'.repeat(40);

/** The id of every row of a place that has a UUID. */
export function uuidOf({ mark }: Pick<Place, 'mark'>): string {
  return `00000000-0000-4000-8000-${String(mark).padStart(12, '0')}`;
}

interface Column {
  name: string;
  type: string;
  nullable: boolean;
  hasDefault: boolean;
  longest: number | null;
  values: string[] | null;
}

const NOW = new Date().toISOString();

/**
 * One row of the place in every table of tenants, made from the catalog, so that a new table has one too: ids and
 * references fit together since all are the mark; every text is the canary, but for those of which a CHECK or a format
 * says what they are. What an installation has once stands there for its first place.
 */
export async function plantPlace(client: pg.Client, place: Place): Promise<void> {
  const { rows } = await client.query<Column & { table: string }>(COLUMNS);
  for (const table of await tenantTables(client)) {
    // A partition has what its table got.
    if (table.name.startsWith('execution_logs_')) continue;
    const columns = rows.filter((column) => column.table === table.name);
    await plant(client, table, { columns, place });
  }
}

const COLUMNS = `SELECT a.attrelid::regclass::text AS "table", a.attname AS name, t.typname AS type, NOT a.attnotnull AS nullable,
    a.atthasdef AS "hasDefault", CASE WHEN t.typname = 'varchar' THEN a.atttypmod - 4 END AS longest,
    (SELECT array_agg(m[1]) FROM pg_constraint k, regexp_matches(pg_get_constraintdef(k.oid), '''([^'']+)''::', 'g') m
      WHERE k.conrelid = a.attrelid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum]
        AND pg_get_constraintdef(k.oid) ~ '= ANY') AS values
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid JOIN pg_class c ON c.oid = a.attrelid
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
   AND a.attgenerated = ''`;

/** What a table takes besides, by a CHECK over several columns or by what the product writes there. */
const FIXED: Record<string, (place: Place) => Record<string, unknown>> = {
  findings: (place) => ({
    reported_fixed_in: null,
    reported_fixed_by: null,
    fixed_in: null,
    start_line: null,
    path: `src/${canaryOf(place)}.py`,
  }),
  memories: (place) => ({
    deleted_by: null,
    deleted_key: null,
    deleted_by_id: null,
    path: `src/${canaryOf(place)}.py`,
  }),
  pull_requests: () => ({ locked_by: null, paused_by: null }),
  repositories: () => ({ disconnected_by: null }),
  reviews: () => ({ outcome: 'reviewed' }),
  workflow_runs: (place) => ({
    status: 'failed',
    completed_at: NOW,
    workflow_type: 'pr_review',
    parent_execution_id: null,
    execution_id: canaryOf(place),
    workflow_version: 1,
    trigger_type: 'manual',
  }),
  workflows: (place) => ({ definition: definitionOf(place), status: 'active' }),
  workflow_versions: (place) => ({ definition: definitionOf(place), version: 1 }),
  workflow_triggers: (place) => ({ conditions: { events: [canaryOf(place)] } }),
  execution_steps: () => ({ position: 0, type: 'approval', status: 'failed' }),
  approvals: () => ({ wanted: JSON.stringify(['write']), position: 0 }),
  graph_repositories: ({ mark }) => ({ scan: mark, scanned_at: NOW }),
  workflow_secrets: (place) => ({ name: secretOf(place) }),
  integrations: (place) => ({ type: 'slack', config: { channel: canaryOf(place) } }),
  mcp_servers: (place) => ({ url: `http://127.0.0.1:9/${canaryOf(place)}` }),
  model_usage: () => ({ requests: 400_000_000 }),
  events: () => ({ status: 'failed', event_type: 'pull_request.opened' }),
  // An address that is refused before anybody is asked.
  replays: (place) => ({
    status: 'completed',
    completed_at: NOW,
    settings: JSON.stringify([{ name: canaryOf(place), values: {} }]),
  }),
  replay_reviews: () => ({ setting: 0 }),
  scans: () => ({ status: 'completed', completed_at: NOW }),
};

function definitionOf(place: Place): object {
  const read = readDefinition({
    name: canaryOf(place),
    on: [{ event: 'pull_request.opened' }, { manual: {} }],
    do: [{ approval: { from: ['write'] } }],
  });
  if (!read.ok) throw new Error(JSON.stringify(read.errors));
  return read.definition;
}

async function plant(
  client: pg.Client,
  { name, column }: TenantTable,
  { columns, place }: { columns: readonly Column[]; place: Place },
): Promise<void> {
  const own = Object.fromEntries(
    columns.flatMap((each) => {
      const value = valueOf(each, place);
      return value === undefined ? [] : [[each.name, value]];
    }),
  );
  const known: Record<string, unknown> = {
    [column]: place.installationId,
    github_installation_id: place.githubInstallationId,
    github_repo_id: place.githubRepoId,
    github_repository_id: place.githubRepoId,
    repo_id: place.githubRepoId,
    full_name: `${place.account}/${place.repository}`,
    account_login: place.account,
    ...(name === 'installations' && { id: place.installationId }),
    ...FIXED[name]?.(place),
  };
  const has = new Set(columns.map((each) => each.name));
  const row = { ...own, ...Object.fromEntries(Object.entries(known).filter(([key]) => has.has(key))) };
  const names = Object.keys(row);
  await client.query(
    `INSERT INTO ${name} (${names.join(', ')}) OVERRIDING SYSTEM VALUE VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')})
     ON CONFLICT DO NOTHING`,
    Object.values(row),
  );
}

/** Undefined: the column's own default. */
function valueOf({ name, type, nullable, hasDefault, longest, values }: Column, place: Place): unknown {
  const refers = name === 'id' || name.endsWith('_id');
  if (values !== null && values.length > 0) return nullable || hasDefault ? undefined : values[0];
  if (type === 'uuid') return uuidOf(place);
  if (type === 'text' || type === 'varchar') {
    if (name.endsWith('_encrypted')) return encryptText(canaryOf(place), [SECRET_KEY]);
    if (/sha$|sha256$|hash$/.test(name)) return nullable ? undefined : String(place.mark).padStart(40, '0');
    return canaryOf(place).slice(0, longest ?? undefined);
  }
  if (refers && /^int[248]$/.test(type)) return place.mark;
  if (nullable || hasDefault) return undefined;
  if (/^(int[248]|numeric)$/.test(type)) return place.mark;
  if (/^float[48]$/.test(type)) return 0.5;
  if (type === 'bool') return false;
  if (type === 'date' || type === 'timestamptz') return NOW;
  if (type === 'jsonb') return { canary: canaryOf(place) };
  throw new Error(`no value for ${name} of type ${type}: say in plant-place.ts what it takes`);
}
