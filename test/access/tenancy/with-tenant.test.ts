import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import pg from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { withTenant } from '../../../src/access/tenancy/with-tenant.js';
import { createDataSource } from '../../../src/database/data-source.js';
import { enqueueWorkflow } from '../../../src/database/enqueue-workflow.js';
import { ensureTenantRole, holdToPolicies } from '../../../src/database/tenant-role.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';
import { connectAbove, plantCanary, tenantTables, type TenantTable } from './canaries.js';

const MINE = 7_001;
const OTHERS = 7_002;
/** Of rows that a policy refuses to write. */
const REFUSED = /violates row-level security policy/;
/** Nobody changes what was done: its trigger comes before the policy. */
const APPEND_ONLY = /append-only/;

let database: TestDatabase;
let above: pg.Client;
let tenant: DataSource;
let system: DataSource;
let tables: TenantTable[];

beforeAll(async () => {
  database = await createTestDatabase();
  above = await connectAbove(database.url);
  tables = await tenantTables(above);
  for (const table of tables) {
    for (const installation of [MINE, OTHERS]) await plantCanary(above, table, installation);
  }
  // Those that the operator's environment names belong to nobody.
  await above.query(`INSERT INTO mcp_servers (name, url, kind) VALUES ('linear', 'https://mcp.example.com', 'linear')`);
  await above.query(
    'UPDATE workflow_runs r SET workflow_id = w.id FROM workflows w WHERE w.installation_id = r.installation_id',
  );
  tenant = createDataSource({ scope: 'tenant', url: database.url, poolSize: 1, applicationName: 'test' });
  system = createDataSource({ scope: 'system', url: database.url, poolSize: 1, applicationName: 'test' });
  await Promise.all([tenant.initialize(), system.initialize()]);
});
afterAll(async () => {
  await tenant.destroy();
  await system.destroy();
  await above.end();
  await database.close();
});

/** Everything of the other installation, as text: what nobody else may touch. */
async function theirs(): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const { name, column } of tables) {
    const { rows } = await above.query<{ row: string }>(
      `SELECT t::text AS row FROM ${name} t WHERE ${column} = $1 ORDER BY 1`,
      [OTHERS],
    );
    all[name] = rows.map(({ row }) => row);
  }
  return all;
}

/** Works as a tenant and takes back what was done. */
async function tried<T>(ids: readonly number[], work: (manager: EntityManager) => Promise<T>): Promise<T> {
  let answer: { value: T } | null = null;
  await withTenant(tenant, ids, async (manager) => {
    answer = { value: await work(manager) };
    throw new Error('taken back');
  }).catch((error: unknown) => {
    if (!(error instanceof Error) || error.message !== 'taken back') throw error;
  });
  return (answer as { value: T } | null)!.value;
}

async function countOf(manager: { query: EntityManager['query'] }, { name }: TenantTable, where = 'true') {
  const rows: { count: number }[] = await manager.query(`SELECT count(*)::int AS count FROM ${name} WHERE ${where}`);
  return rows[0]?.count;
}

async function changed(manager: EntityManager, statement: string): Promise<number> {
  const [, count] = (await manager.query(statement)) as [unknown, number];
  return count;
}

describe('withTenant, in every table of the catalog', () => {
  it('finds canaries of both in all of them', async () => {
    expect(tables.length).toBeGreaterThan(40);
    for (const [name, rows] of Object.entries(await theirs())) expect([name, rows.length > 0]).toEqual([name, true]);
  });

  it('reads its own rows and none of another installation', async () => {
    await withTenant(tenant, [MINE], async (manager) => {
      for (const table of tables) {
        const { name, column, builtIn } = table;
        expect([name, await countOf(manager, table, `${column} = ${MINE}`)]).not.toEqual([name, 0]);
        expect([name, await countOf(manager, table, `${column} = ${OTHERS}`)]).toEqual([name, 0]);
        // Nothing without an installation either, but what is built in.
        if (!builtIn) expect([name, await countOf(manager, table, `${column} IS NULL`)]).toEqual([name, 0]);
      }
    });
  });

  it('reads what belongs to all the installations that it names', async () => {
    await withTenant(tenant, [MINE, OTHERS], async (manager) => {
      for (const table of tables) {
        expect([table.name, await countOf(manager, table, `${table.column} = ${OTHERS}`)]).not.toEqual([table.name, 0]);
      }
    });
  });

  it('changes and deletes only its own, whatever the statement says', async () => {
    const before = await theirs();
    for (const { name, column } of tables) {
      const [updated, deleted] = await tried([MINE], async (manager) => [
        await changed(manager, `UPDATE ${name} SET ${column} = ${column}`),
        await changed(manager, `DELETE FROM ${name}`),
      ]);
      const own = (await above.query(`SELECT FROM ${name} WHERE ${column} = ${MINE}`)).rowCount;
      expect({ name, updated, deleted }).toEqual({ name, updated: own, deleted: own });
      const touched = await tried([MINE], async (manager) => [
        await changed(manager, `UPDATE ${name} SET ${column} = ${column} WHERE ${column} = ${OTHERS}`),
        await changed(manager, `DELETE FROM ${name} WHERE ${column} = ${OTHERS}`),
      ]);
      expect({ name, touched }).toEqual({ name, touched: [0, 0] });
    }
    expect(await theirs()).toEqual(before);
  });

  it('adds nothing to another installation, and gives it nothing', async () => {
    for (const { name, column } of tables) {
      const columns = await writable(name);
      const copied = columns.map((each) => (each === column ? String(OTHERS + 1) : each)).join(', ');
      const stolen = tried([MINE], (manager) =>
        manager.query(
          `INSERT INTO ${name} (${columns.join(', ')}) SELECT ${copied} FROM ${name} WHERE ${column} = ${MINE}`,
        ),
      );
      await expect(stolen, `insert into ${name}`).rejects.toThrow(REFUSED);
      const given = tried([MINE], (manager) =>
        manager.query(`UPDATE ${name} SET ${column} = ${OTHERS} WHERE ${column} = ${MINE}`),
      );
      await expect(given, `update of ${name}`).rejects.toThrow(name === 'audit_log' ? APPEND_ONLY : REFUSED);
    }
  });

  it('neither writes nor hides what is built in', async () => {
    for (const { name, column } of tables.filter(({ builtIn }) => builtIn)) {
      const [seen, updated, deleted] = await tried([MINE], async (manager) => [
        (await manager.query<unknown[]>(`SELECT FROM ${name} WHERE ${column} IS NULL`)).length,
        await changed(manager, `UPDATE ${name} SET ${column} = ${column} WHERE ${column} IS NULL`),
        await changed(manager, `DELETE FROM ${name} WHERE ${column} IS NULL`),
      ]);
      expect({ name, seen: Number(seen) > 0, updated, deleted }).toEqual({ name, seen: true, updated: 0, deleted: 0 });
    }
  });

  it.each([
    'workflow_executions',
    'integration_events',
    'recent_workflow_activity',
    'workflow_performance_stats',
    'graph_defines',
  ])('sees through the view %s what it sees in the table', async (view) => {
    await withTenant(tenant, [MINE], async (manager) => {
      const text = JSON.stringify(await manager.query(`SELECT * FROM ${view}`));
      expect(text).toContain(`canary of ${MINE}`);
      expect(text).not.toContain(`canary of ${OTHERS}`);
    });
  });

  it('sees nothing without an installation', async () => {
    await withTenant(tenant, [], async (manager) => {
      for (const table of tables) expect([table.name, await countOf(manager, table)]).toEqual([table.name, 0]);
    });
  });

  it('sees nothing of what is only for the system', async () => {
    await system.query(`INSERT INTO sync_cursors (name, value) VALUES ('a', '{}')`);
    await system.query(`INSERT INTO github_paces (github_installation_id) VALUES (1)`);
    for (const name of ['sync_cursors', 'github_paces']) {
      expect(await system.query(`SELECT FROM ${name}`)).toHaveLength(1);
      expect(await tried([MINE], (manager) => manager.query<unknown[]>(`SELECT FROM ${name}`))).toEqual([]);
      expect(await tried([MINE], (manager) => changed(manager, `DELETE FROM ${name}`))).toBe(0);
    }
  });
});

describe('without withTenant', () => {
  it('a pool for tenants sees nothing and adds nothing', async () => {
    for (const table of tables) expect([table.name, await countOf(tenant, table)]).toEqual([table.name, 0]);
    await expect(tenant.query(`INSERT INTO write_limits (installation_id) VALUES (${MINE + 5})`)).rejects.toThrow(
      REFUSED,
    );
  });

  it('nor does a connection of which nobody has said whose it is', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      for (const { name } of tables)
        expect([name, (await client.query(`SELECT FROM ${name}`)).rowCount]).toEqual([name, 0]);
    } finally {
      await client.end();
    }
  });

  it('nor what the address or the role of the database brings along', async () => {
    const url = new URL(database.url);
    url.searchParams.set('options', `-c app.scope=system -c app.installations=${OTHERS}`);
    const plain = new pg.Client({ connectionString: url.href });
    await plain.connect();
    expect((await plain.query('SELECT FROM findings')).rowCount).toBe(2);
    await plain.end();
    const misled = createDataSource({ scope: 'tenant', url: url.href, poolSize: 1, applicationName: 'test' });
    await misled.initialize();
    expect(await misled.query('SELECT FROM findings')).toEqual([]);
    await withTenant(misled, [MINE], async (manager) => {
      expect(await manager.query('SELECT DISTINCT installation_id AS id FROM findings')).toEqual([{ id: MINE }]);
    });
    await misled.destroy();
  });
});

describe('a user for whom no policy holds', () => {
  let superuser: string;

  beforeAll(() => {
    const url = new URL(inject('postgresUrl'));
    url.pathname = new URL(database.url).pathname;
    superuser = url.href;
  });

  it('works for tenants as a role for which they do, and as itself for the system', async () => {
    const client = new pg.Client({ connectionString: superuser });
    await client.connect();
    await ensureTenantRole(client);
    await ensureTenantRole(client);
    await client.end();
    const settings = { url: superuser, poolSize: 1, applicationName: 'test' };
    const [held, free] = [
      createDataSource({ ...settings, scope: 'tenant' }),
      createDataSource({ ...settings, scope: 'system' }),
    ];
    await Promise.all([held.initialize(), free.initialize()]);
    try {
      expect(await held.query('SELECT FROM findings')).toEqual([]);
      await withTenant(held, [MINE], async (manager) => {
        for (const table of tables) {
          expect([table.name, await countOf(manager, table, `${table.column} = ${OTHERS}`)]).toEqual([table.name, 0]);
        }
        expect(await countOf(manager, { name: 'findings', column: 'installation_id', builtIn: false })).toBe(1);
        await manager.query(
          'INSERT INTO audit_log (installation_id, actor_login, via, action, object_type, object_id) VALUES ($1, $2, $3, $2, $2, $2)',
          [MINE, 'x', 'session'],
        );
        await enqueueWorkflow(manager, {
          workflow: 'handle_event',
          queue: 'events',
          id: 'event:as-tenant',
          args: ['x'],
        });
      });
      expect(await free.query('SELECT FROM findings')).toHaveLength(2);
    } finally {
      await Promise.all([held.destroy(), free.destroy()]);
    }
  });

  it('is refused for tenants where there is no such role', async () => {
    const client = {
      query: async (statement: string) => {
        if (statement.startsWith('SET ROLE')) throw new Error('role "nectr_tenant" does not exist');
        return { rows: [{ passes: true }] };
      },
    };
    await expect(holdToPolicies(client as never)).rejects.toThrow('run `nectr migrate` as a superuser');
  });
});

describe('what withTenant leaves behind', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['after work that is done', () => withTenant(tenant, [MINE], (manager) => manager.query('SELECT FROM findings'))],
    ['after work that threw', () => tried([MINE], (manager) => manager.query('SELECT FROM findings'))],
    [
      'after a statement that failed',
      () => withTenant(tenant, [MINE], (manager) => manager.query('SELECT 1/0')).catch(() => undefined),
    ],
  ])('is nothing for the next user of the same connection, %s', async (_, work) => {
    const process = 'SELECT pg_backend_pid() AS pid';
    const before = await tenant.query(process);
    await work();
    expect(await tenant.query(process)).toEqual(before);
    expect(await tenant.query('SELECT FROM findings')).toEqual([]);
    expect(
      await tenant.query(
        `SELECT current_setting('app.installations') AS seen, current_setting('statement_timeout') AS timeout,
                current_setting('transaction_read_only') AS read`,
      ),
    ).toEqual([{ seen: '', timeout: '30s', read: 'off' }]);
  });

  it('is the scope that a connection of the system had, which counts for nothing meanwhile', async () => {
    await withTenant(system, [MINE], async (manager) => {
      expect(await manager.query('SELECT DISTINCT installation_id AS id FROM findings')).toEqual([{ id: MINE }]);
    });
    expect(await system.query('SELECT FROM findings')).toHaveLength(2);
  });
});

describe('the limits of withTenant', () => {
  it('refuses to change anything where only reading was asked for', async () => {
    const work = withTenant(tenant, [MINE], (manager) => manager.query('DELETE FROM findings'), { readOnly: true });
    await expect(work).rejects.toThrow(/read-only transaction/);
    expect(
      await withTenant(tenant, [MINE], (m) => m.query<unknown[]>('SELECT FROM findings'), { readOnly: true }),
    ).toHaveLength(1);
  });

  it('fails, and shows nothing, where its transaction cannot begin', async () => {
    let seen: unknown;
    const work = withTenant(
      tenant,
      [MINE],
      async (manager) => (seen = await manager.query('SELECT FROM findings').catch((error: unknown) => error)),
      { readOnly: true, statementTimeoutMs: -1 },
    );
    await expect(work).rejects.toThrow(/outside the valid range/);
    // What it asked is refused as well, a moment later.
    await expect.poll(() => seen).toBeInstanceOf(Error);
    expect(await tenant.query('SELECT FROM findings')).toEqual([]);
    expect(await withTenant(tenant, [MINE], async () => 5, { readOnly: true })).toBe(5);
  });

  it('keeps readers apart that share connections at the same time, whatever becomes of each', async () => {
    const shared = createDataSource({ scope: 'tenant', url: database.url, poolSize: 2, applicationName: 'test' });
    await shared.initialize();
    const reads = Array.from({ length: 200 }, (_, nth) => {
      const id = nth % 2 === 0 ? MINE : OTHERS;
      const work = async (manager: EntityManager): Promise<unknown> => {
        const statement = 'SELECT DISTINCT installation_id AS id FROM findings';
        if (nth % 5 === 1) throw new Error('before it asked');
        if (nth % 5 === 2) await manager.query('SELECT 1/0');
        const both = await Promise.all([manager.query(statement), manager.query(statement)]);
        if (nth % 5 === 3) throw new Error('after it asked');
        return both;
      };
      const read = withTenant(shared, [id], work, { readOnly: nth % 3 > 0 });
      return read.then(
        (rows) => expect(rows).toEqual([[{ id }], [{ id }]]),
        (error: unknown) => expect(String(error)).toMatch(/it asked|division by zero/),
      );
    });
    await Promise.all(reads);
    expect(await shared.query('SELECT FROM findings')).toEqual([]);
    await shared.destroy();
  });

  it.each([[Number.NaN], ['5; SET ROLE postgres' as unknown as number]])('takes %s for no time', async (ms) => {
    const work = withTenant(tenant, [MINE], async () => 'reached', { statementTimeoutMs: ms });
    await expect(work).rejects.toThrow('not a time');
  });

  it('ends a statement that takes too long', async () => {
    const work = withTenant(tenant, [MINE], (manager) => manager.query('SELECT pg_sleep(20)'), {
      statementTimeoutMs: 50,
    });
    await expect(work).rejects.toThrow(/statement timeout/);
  });

  it.each([[Number.NaN], [1.5], [Infinity], ['1,2' as unknown as number]])('takes %s for no id', async (id) => {
    await expect(withTenant(tenant, [id], async () => 'reached')).rejects.toThrow('not an id');
  });

  it('returns what the work returns', async () => {
    expect(await withTenant(tenant, [MINE], async () => 5)).toBe(5);
  });
});

/** Columns that a statement may fill. */
async function writable(table: string): Promise<string[]> {
  const { rows } = await above.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
        AND attidentity <> 'a'`,
    [table],
  );
  return rows.map(({ name }) => name);
}
