import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source.js';
import { enqueueWorkflow } from '../../../src/database/enqueue-workflow.js';
import { letParkedIn, parkSurplus, RUNS_OF_ONE } from '../../../src/workflows/runs/park-runs.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 6, applicationName: 'test' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  await source.query('DELETE FROM dbos.workflow_status');
  await source.query(
    `INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
     VALUES (1, 'acme', 1, 'User'), (2, 'globex', 2, 'User')`,
  );
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

/** Queues a run of a pull request of its own. */
async function queue(githubInstallationId: number, name: string, delayMs = 0, workflow = 'pr_review'): Promise<void> {
  await source.transaction(async (manager) => {
    await manager.query(
      `INSERT INTO workflow_runs (execution_id, workflow_id, installation_id, workflow_type, queued_at)
       SELECT $1, w.id, i.id, w.name, clock_timestamp() FROM workflows w, installations i
        WHERE w.name = $3 AND i.github_installation_id = $2`,
      [name, githubInstallationId, workflow],
    );
    await enqueueWorkflow(manager, {
      workflow: 'run_workflow',
      queue: 'runs',
      id: name,
      args: [name],
      partitionKey: name,
      ...(delayMs > 0 ? { delayUntil: new Date(Date.now() + delayMs) } : {}),
    });
    await parkSurplus(manager, name);
  });
}

/** What a worker may take now. */
async function admitted(prefix: string): Promise<string[]> {
  const rows: { id: string }[] = await source.query(
    `SELECT workflow_uuid AS id FROM dbos.workflow_status WHERE status = 'ENQUEUED' AND workflow_uuid LIKE $1 ORDER BY 1`,
    [`${prefix}%`],
  );
  return rows.map(({ id }) => id);
}

async function end(name: string): Promise<void> {
  await source.query(`UPDATE dbos.workflow_status SET status = 'SUCCESS' WHERE workflow_uuid = $1`, [name]);
  await source.query(
    `UPDATE workflow_runs SET status = 'completed', completed_at = now() + interval '1 s' WHERE execution_id = $1`,
    [name],
  );
}

const nameOf = (prefix: string, index: number) => `${prefix}${String(index).padStart(3, '0')}`;

it('of 60 runs of one installation a dozen come in; the first of another one, and a command, come in at once', async () => {
  for (let index = 0; index < 60; index++) await queue(1, nameOf('a', index));
  await queue(2, 'b000');
  await queue(1, 'c000', 0, 'conversation');
  expect(await admitted('a')).toEqual(Array.from({ length: RUNS_OF_ONE }, (_, index) => nameOf('a', index)));
  expect(await admitted('b')).toEqual(['b000']);
  expect(await admitted('c')).toEqual(['c000']);
  expect(await letParkedIn(source)).toBe(0);
});

it('one comes in for each that ends, in their order, whoever looks at once', async () => {
  for (let index = 0; index < RUNS_OF_ONE + 5; index++) await queue(1, nameOf('a', index));
  await end('a000');
  await end('a003');
  const counts = await Promise.all([1, 2, 3, 4].map(() => letParkedIn(source)));
  expect(counts.reduce((sum, one) => sum + one)).toBe(2);
  expect((await admitted('a')).slice(-2)).toEqual([nameOf('a', RUNS_OF_ONE), nameOf('a', RUNS_OF_ONE + 1)]);
  expect(await admitted('a')).toHaveLength(RUNS_OF_ONE);
});

it('one that waits for quiet keeps its time when it comes in', async () => {
  for (let index = 0; index < RUNS_OF_ONE; index++) await queue(1, nameOf('a', index));
  await queue(1, 'a900', 60_000);
  await end('a000');
  expect(await letParkedIn(source)).toBe(1);
  const rows: { ms: number }[] = await source.query(
    `SELECT delay_until_epoch_ms::float8 - extract(epoch FROM now()) * 1000 AS ms FROM dbos.workflow_status
      WHERE workflow_uuid = 'a900' AND status = 'DELAYED'`,
  );
  expect(Number(rows[0]?.ms)).toBeGreaterThan(30_000);
  expect(Number(rows[0]?.ms)).toBeLessThanOrEqual(60_000);
});

it('looks at each open run once, however many are parked and however many have ended', async () => {
  await source.query(
    `INSERT INTO workflow_runs (execution_id, workflow_id, installation_id, workflow_type, status, completed_at)
     SELECT 'old' || n, w.id, i.id, w.name, 'completed', now() + interval '1 s'
       FROM generate_series(1, 1000) n, workflows w, installations i
      WHERE w.name = 'pr_review' AND i.github_installation_id = 1`,
  );
  for (let index = 0; index < 160; index++) await queue(1, nameOf('a', index));
  await end('a000');
  const rows = await rowsRead();
  // The open ones, their state in the engine, and those that are parked: each at most once. Looked at again for each
  // other one they would be 20,000. The ended ones may be among them where PostgreSQL has no count of them yet.
  expect(rows).toBeGreaterThan(100);
  expect(rows).toBeLessThan(4 * (160 + 1000));
});

interface Plan {
  'Relation Name'?: string;
  'Node Type': string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

/**
 * Rows of tables that one look reads, by PostgreSQL's own count; it lets nobody in. Rows and not pages: how many pages
 * they take is the plan's matter, which changes when the server has counted the tables meanwhile.
 */
async function rowsRead(): Promise<number> {
  const runner = source.createQueryRunner();
  await runner.startTransaction();
  const plans: Plan[] = [];
  const explain = async (statement: string) => {
    const [row]: [{ 'QUERY PLAN': [{ Plan: Plan }] }] = await runner.query(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${statement}`,
    );
    plans.push(row['QUERY PLAN'][0].Plan);
    return [[], 0];
  };
  try {
    await letParkedIn({ query: explain } as unknown as DataSource);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
  return plans.map(rowsIn).reduce((sum, rows) => sum + rows, 0);
}

function rowsIn(plan: Plan): number {
  const scan = plan['Node Type'].endsWith('Scan') && plan['Relation Name'] !== undefined;
  const own = scan ? (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops'] : 0;
  return (plan.Plans ?? []).map(rowsIn).reduce((sum, rows) => sum + rows, own);
}
