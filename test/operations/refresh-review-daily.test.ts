import type { DataSource } from 'typeorm';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { withTenant } from '../../src/access/tenancy/with-tenant.js';
import { createDataSource } from '../../src/database/data-source.js';
import { ensureTenantRole } from '../../src/database/tenant-role.js';
import { refreshReviewDaily } from '../../src/operations/refresh-review-daily.js';
import { addFinding, addPull, addReview, type Owner } from '../api/ledger-rows.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

let database: TestDatabase;
let source: DataSource;
let acme: Owner;
let other: Owner;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 4, applicationName: 'test' });
  await source.initialize();
  [acme, other] = [await owner(1, 'acme'), await owner(2, 'other')];
  const pull = await addPull(source, acme, { number: 1 });
  const again = await addPull(source, acme, { number: 2 });
  const round = (pull_request_id: string, pull_number: number, more: Record<string, unknown>) =>
    addReview(source, acme, { pull_request_id, pull_number, ...more });
  const first = await round(pull, 1, {
    created_at: '2026-03-01T23:59:59Z',
    cost: 0.25,
    duration_ms: 4000,
    tokens_in: 10,
  });
  await round(pull, 1, {
    created_at: '2026-03-01T10:00:00Z',
    outcome: 'partial',
    reason: 'limit',
    cost: 0.5,
    duration_ms: 1000,
  });
  await round(again, 2, { created_at: '2026-03-01T11:00:00Z', outcome: 'failed', reason: 'x', duration_ms: 99_000 });
  await round(again, 2, { created_at: '2026-03-02T00:00:00Z' });
  for (const [handle, more] of [{ state: 'fixed' }, { state: 'open', severity: 'minor' }].entries())
    await addFinding(source, acme, {
      pull_request_id: pull,
      review_id: first,
      handle: handle + 1,
      created_at: '2026-03-01T23:59:59Z',
      ...more,
    });
  const theirs = await addPull(source, other, { number: 1 });
  await addReview(source, other, { pull_request_id: theirs, pull_number: 1, created_at: '2026-03-01T10:00:00Z' });
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

async function owner(id: number, login: string): Promise<Owner> {
  const [installation]: { id: number }[] = await source.query(
    `INSERT INTO installations (github_installation_id, account_login, account_id, account_type) VALUES ($1, $2, $1, 'User') RETURNING id`,
    [id, login],
  );
  const [repository]: { id: number }[] = await source.query(
    `INSERT INTO repositories (installation_id, github_repo_id, full_name, default_branch) VALUES ($1, $2, $3, 'main') RETURNING id`,
    [installation?.id, id, `${login}/shop`],
  );
  return { installationId: installation?.id ?? 0, repositoryId: repository?.id ?? 0 };
}

const DAYS = `SELECT day::text, repository, reviewed::int, partial::int, failed::int, pull_requests::int AS pulls, findings::int,
    must_fix::int, fixed::int, cost::float8, tokens_in::int, avg_duration_seconds::float8 AS seconds FROM review_daily ORDER BY day, account`;
const acmeFirst = {
  day: '2026-03-01',
  repository: 'acme/shop',
  reviewed: 1,
  partial: 1,
  failed: 1,
  pulls: 2,
  findings: 2,
  must_fix: 1,
  fixed: 1,
  cost: 0.75,
  tokens_in: 10,
  seconds: 2.5,
};

describe('mv_review_daily', () => {
  it('counts each day of UTC in each repository, once it is refreshed', async () => {
    expect(await source.query(DAYS)).toEqual([]);
    expect(await refreshReviewDaily(source)).toBe('refreshed');
    expect(await source.query(DAYS)).toMatchObject([
      acmeFirst,
      { day: '2026-03-01', repository: 'other/shop', reviewed: 1, findings: 0, seconds: null },
      { day: '2026-03-02', repository: 'acme/shop', reviewed: 1, partial: 0, pulls: 1 },
    ]);
  });

  it('is refreshed by one of two at once, and keeps nobody from reading', async () => {
    const reader = source.createQueryRunner();
    const first = source.createQueryRunner();
    try {
      await reader.startTransaction();
      expect(await reader.query(DAYS)).toHaveLength(3);
      await first.startTransaction();
      await first.query(`SELECT pg_advisory_xact_lock(hashtextextended('mv_review_daily', 0))`);
      await first.query('REFRESH MATERIALIZED VIEW CONCURRENTLY mv_review_daily');
      // The other one comes while this has not ended.
      expect(await refreshReviewDaily(source)).toBe('under way elsewhere');
      expect(await reader.query(DAYS)).toHaveLength(3);
      await first.commitTransaction();
      expect(await refreshReviewDaily(source)).toBe('refreshed');
      await reader.commitTransaction();
    } finally {
      await Promise.all([reader.release(), first.release()]);
    }
  });

  it('shows to a tenant what is theirs', async () => {
    const tenant = createDataSource({ scope: 'tenant', url: database.url, poolSize: 1, applicationName: 'test' });
    await tenant.initialize();
    try {
      expect(await tenant.query(DAYS)).toEqual([]);
      const mine = await withTenant(tenant, [acme.installationId], (manager) => manager.query(DAYS));
      expect(mine).toMatchObject([acmeFirst, { repository: 'acme/shop' }]);
      const theirs = await withTenant(tenant, [other.installationId], (manager) => manager.query(DAYS));
      expect(theirs).toMatchObject([{ repository: 'other/shop' }]);
    } finally {
      await tenant.destroy();
    }
  });

  it('is shut to the role that tenants have where the server is asked as a superuser', async () => {
    const url = new URL(inject('postgresUrl'));
    url.pathname = new URL(database.url).pathname;
    const above = new pg.Client({ connectionString: url.href });
    await above.connect();
    try {
      await ensureTenantRole(above);
      await above.query('SET ROLE nectr_tenant');
      for (const name of ['mv_review_daily', 'review_daily'])
        await expect(above.query(`SELECT * FROM ${name}`)).rejects.toThrow('permission denied');
    } finally {
      await above.end();
    }
  });
});
