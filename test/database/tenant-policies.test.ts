import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/database/data-source.js';
import { builtInPolicy, tenantPolicy } from '../../src/database/tenant-policy.js';
import { ensurePartitions } from '../../src/operations/partitions.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

/**
 * Every table that no policy closes, and why. A new table fails below until it has `installation_id` and `tenantPolicy`
 * (or `systemPolicy`), or stands here with its reason.
 */
const OPEN: Record<string, string> = {
  api_tokens: 'belong to a person; found by the hash of the token, or by the person who is signed in',
  executors: 'one row per process of this server: nothing of any installation',
  idempotency_keys:
    'found by the signed-in person and their own key only: nothing of any installation but the answer they got',
  oauth_states: 'sign-ins under way, before anybody is known; found by an unguessable state only',
  request_counts: 'how many requests somebody made in a minute',
  schema_migrations: 'which migrations ran',
  sessions: 'belong to a person; found by the hash of what the cookie holds, or by the person who is signed in',
  users: 'a person belongs to no installation: who they are is known before what they may see',
};
/** Materialised views, for which PostgreSQL has no policies, and the one view that reads each and closes it by a table. */
const COMPUTED: Record<string, string> = { mv_review_daily: 'review_daily' };
/** Nothing but the system's own work reads them. */
const SYSTEM_ONLY = ['app_credentials', 'github_paces', 'setup_grants', 'sync_cursors'];
const BUILT_IN = ['mcp_servers', 'workflow_actions', 'workflow_triggers', 'workflows'];

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 2, applicationName: 'test' });
  await source.initialize();
  // A month that nobody has thought of yet gets its policy too.
  await ensurePartitions(source, new Date('2031-05-15'));
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

interface Table {
  name: string;
  installation: boolean;
  forced: boolean;
  policies: { name: string; command: string; using: string; check: string | null }[];
}

const POLICIES = `SELECT polname AS name, polcmd AS command, pg_get_expr(polqual, polrelid) AS using,
  pg_get_expr(polwithcheck, polrelid) AS check FROM pg_policy WHERE polpermissive`;

async function tables(): Promise<Table[]> {
  return source.query(
    `SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS forced,
            EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'installation_id') AS installation,
            (SELECT coalesce(json_agg(p ORDER BY p.name), '[]') FROM (${POLICIES} AND polrelid = c.oid) p) AS policies
       FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'f', 'm') ORDER BY c.relname`,
  );
}

/** The policies as this server writes those of a table that is made now. */
async function freshPolicies(column: string): Promise<Table['policies']> {
  const runner = source.createQueryRunner();
  try {
    await runner.query('CREATE TEMP TABLE fresh (id int, installation_id int)');
    for (const statement of [...tenantPolicy('fresh', column), ...builtInPolicy('fresh')])
      await runner.query(statement);
    return await runner.query(`${POLICIES} AND polrelid = 'fresh'::regclass ORDER BY polname`);
  } finally {
    await runner.query('DROP TABLE IF EXISTS fresh');
    await runner.release();
  }
}

describe('row-level security', () => {
  it('closes every table but those that have a reason', async () => {
    const open = (await tables()).filter(({ forced }) => !forced).map(({ name }) => name);
    expect(open).toEqual([...Object.keys(OPEN), ...Object.keys(COMPUTED)].toSorted());
  });

  it('has the same policy on every tenant table, partitions of its own name included', async () => {
    const all = await tables();
    const policed = all.filter(({ name }) => !(name in OPEN || name in COMPUTED) && !SYSTEM_ONLY.includes(name));
    expect(policed.map(({ name }) => name)).toContain('execution_logs_2031_05');
    const [byColumn, byId] = await Promise.all([freshPolicies('installation_id'), freshPolicies('id')]);
    for (const { name, policies } of policed) {
      const fresh = name === 'installations' ? byId : byColumn;
      const wanted = fresh.filter((policy) => policy.name === 'tenant' || BUILT_IN.includes(name));
      expect({ name, policies }).toEqual({ name, policies: wanted });
    }
  });

  it('keeps what names an installation by other means to the system', async () => {
    const all = await tables();
    for (const wanted of SYSTEM_ONLY) {
      const policies = all.find(({ name }) => name === wanted)?.policies;
      expect(policies).toMatchObject([{ name: 'system', command: '*' }]);
      expect(policies?.[0]?.using).not.toContain('app.installations');
      expect(policies?.[0]?.check).toBe(policies?.[0]?.using);
    }
  });

  it('leaves no table with an installation open', async () => {
    const bare = (await tables()).filter(({ installation, name }) => installation && name in OPEN);
    expect(bare).toEqual([]);
  });

  it('closes what is computed by the policy of installations, in the one view that reads it', async () => {
    const readers: { computed: string; reader: string; by: string[] }[] = await source.query(
      `SELECT m.relname AS computed, v.relname AS reader,
              ARRAY(SELECT DISTINCT t.relname::text FROM pg_depend d JOIN pg_class t ON t.oid = d.refobjid
                     WHERE d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND t.relforcerowsecurity ORDER BY 1) AS by
         FROM pg_class m JOIN pg_depend x ON x.refobjid = m.oid AND x.classid = 'pg_rewrite'::regclass
         JOIN pg_rewrite r ON r.oid = x.objid JOIN pg_class v ON v.oid = r.ev_class AND v.oid <> m.oid
        WHERE m.relkind = 'm' AND m.relnamespace = 'public'::regnamespace GROUP BY 1, 2, r.oid ORDER BY 1, 2`,
    );
    expect(readers.map(({ computed, reader }) => [computed, reader])).toEqual(Object.entries(COMPUTED));
    for (const { by } of readers) expect(by).toContain('installations');
    const kinds: unknown[] = await source.query(
      `SELECT relname AS name FROM pg_class WHERE relname = ANY ($1) AND relkind <> 'm'`,
      [Object.keys(COMPUTED)],
    );
    expect(kinds).toEqual([]);
  });

  it('is not passed by: no view and no function works with the rights of who made it, the role has none to bypass', async () => {
    const views: { name: string }[] = await source.query(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'
          AND NOT coalesce(reloptions @> '{security_invoker=true}', false)`,
    );
    expect(views).toEqual([]);
    const functions: { name: string }[] = await source.query(
      `SELECT proname AS name FROM pg_proc WHERE pronamespace IN ('public'::regnamespace, 'dbos'::regnamespace) AND prosecdef`,
    );
    expect(functions).toEqual([]);
    expect(await source.query('SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user')).toEqual([
      { rolsuper: false, rolbypassrls: false },
    ]);
  });
});
