import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { refusalOf } from '../../src/claude/spending-limits.js';
import { createDataSource } from '../../src/database/data-source.js';
import { BudgetInput } from '../../src/ledger/budget-input.js';
import { addModelUse } from '../../src/ledger/model-usage.js';
import { readBudgets } from '../../src/ledger/read-budgets.js';
import { readRunLimits } from '../../src/ledger/read-run-limits.js';
import { readSpending } from '../../src/ledger/read-spending.js';
import { readUsage } from '../../src/ledger/read-usage.js';
import { setBudgets } from '../../src/ledger/set-budgets.js';
import { createTestDatabase, type TestDatabase } from '../database/test-database.js';

interface Tenant {
  installationId: number;
  shop: number;
  site: number;
}

let database: TestDatabase;
let source: DataSource;
let acme: Tenant;
let globex: Tenant;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ url: database.url, poolSize: 4, applicationName: 'test', scope: 'system' });
  await source.initialize();
});
beforeEach(async () => {
  await source.query('DELETE FROM installations');
  acme = await tenant('acme', 1);
  globex = await tenant('globex', 2);
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

async function tenant(login: string, id: number): Promise<Tenant> {
  const rows: { id: number; installationId: number }[] = await source.query(
    `WITH i AS (INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
                VALUES ($2, $1, $2, 'Organization') RETURNING id)
     INSERT INTO repositories (installation_id, github_repo_id, full_name)
     SELECT id, $2::int * 10 + n, $1 || name FROM i, (VALUES (1, '/Shop'), (2, '/site')) AS each(n, name)
     RETURNING id, installation_id AS "installationId"`,
    [login, id],
  );
  const [shop, site] = rows;
  if (!shop || !site) throw new Error('no rows');
  return { installationId: shop.installationId, shop: shop.id, site: site.id };
}

/** A call that cost so much, on the day so many days ago. */
async function spend(of: Tenant, repository: 'shop' | 'site', cost: number, daysAgo = 0, model = 'claude-sonnet-5-5') {
  const usage = { inputTokens: 70, outputTokens: 20, cacheReadTokens: 9, cacheWriteTokens: 1, cost };
  const run = { id: null, installationId: of.installationId, repositoryId: of[repository] };
  const today = daysAgo === 0 ? model : 'moved';
  await addModelUse(source, run, { model: today, end: 'answered', usage });
  await source.query(`UPDATE model_usage SET day = day - $1::int, model = $2 WHERE model = 'moved'`, [daysAgo, model]);
}

const NONE = {
  review_dollars: null,
  review_tokens: null,
  daily_dollars: null,
  daily_tokens: null,
  monthly_dollars: null,
  monthly_tokens: null,
};
const input = (value: unknown) => BudgetInput.parse(value);
const refused = async (of: Tenant, repository: 'shop' | 'site', next = { tokens: 0, dollars: 0.01 }) => {
  const { limits, spending } = await readSpending(source, {
    installationId: of.installationId,
    repositoryId: of[repository],
  });
  return refusalOf(limits, spending, next);
};

describe('BudgetInput', () => {
  it.each([
    [{ installation: { daily_dollars: -1 } }, 'installation.daily_dollars'],
    [{ installation: { daily_dollars: 0.005 } }, 'installation.daily_dollars'],
    [{ installation: { daily_tokens: 1.5 } }, 'installation.daily_tokens'],
    [{ installation: { monthly_tokens: -1 } }, 'installation.monthly_tokens'],
    [{ installation: { review_dollars: 0.001 } }, 'installation.review_dollars'],
    [{ installation: { weekly_dollars: 1 } }, 'installation'],
    [{ repositories: [{ repository: 'a/b' }, { repository: 'A/b' }] }, 'repositories.1.repository'],
    [{ budgets: [] }, ''],
  ])('refuses %o', (value, path) => {
    expect(BudgetInput.safeParse(value).error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });

  it('takes cents, nothing and zero', () => {
    const taken = input({ installation: { daily_dollars: 0.29, monthly_dollars: 0 } });
    expect(taken).toEqual({
      installation: { ...NONE, daily_dollars: 0.29, monthly_dollars: 0 },
      repositories: [],
    });
  });
});

describe('setBudgets and readBudgets', () => {
  it('keep what was set, by whom, and tell what is spent of it', async () => {
    await spend(acme, 'shop', 1.5);
    await spend(acme, 'site', 0.25);
    await spend(globex, 'shop', 40);
    const wanted = input({
      installation: { monthly_dollars: 100 },
      repositories: [
        {
          repository: 'acme/shop',
          daily_dollars: 5,
          daily_tokens: 1000,
          monthly_tokens: 9000,
          review_dollars: 0.5,
          review_tokens: 70,
        },
        { repository: 'acme/site' },
      ],
    });
    expect(await setBudgets(source.manager, acme.installationId, wanted, 'dora')).toEqual([]);
    expect(await readBudgets(source.manager, acme.installationId)).toEqual({
      installation: {
        ...NONE,
        monthly_dollars: 100,
        set_by: 'dora',
        set_at: expect.any(Date),
        spent: {
          daily_dollars: 1.75,
          monthly_dollars: expect.closeTo(1.75, 6),
          daily_tokens: 200,
          monthly_tokens: 200,
        },
      },
      repositories: [
        {
          repository: 'acme/Shop',
          ...NONE,
          daily_dollars: 5,
          daily_tokens: 1000,
          monthly_tokens: 9000,
          review_dollars: 0.5,
          review_tokens: 70,
          set_by: 'dora',
          set_at: expect.any(Date),
          spent: { daily_dollars: 1.5, monthly_dollars: 1.5, daily_tokens: 100, monthly_tokens: 100 },
        },
      ],
      day_ends: expect.any(Date),
      month_ends: expect.any(Date),
    });
    const other = await readBudgets(source.manager, globex.installationId);
    expect(other).toMatchObject({
      installation: { set_by: null, set_at: null, spent: { daily_dollars: 40 } },
      repositories: [],
    });
    expect(await readBudgets(source.manager, 0)).toBeNull();
  });

  it('replace all; who set what stays as it was remains named', async () => {
    const set = (value: unknown, by: string) => setBudgets(source.manager, acme.installationId, input(value), by);
    const shop = { repository: 'acme/shop', daily_dollars: 5 };
    await set({ installation: { daily_dollars: 9 }, repositories: [shop] }, 'dora');
    await set({ repositories: [shop, { repository: 'acme/site', daily_tokens: 7 }] }, 'emil');
    const rows = await source.query('SELECT repository_id, set_by FROM budgets ORDER BY repository_id');
    expect(rows).toEqual([
      { repository_id: acme.shop, set_by: 'dora' },
      { repository_id: acme.site, set_by: 'emil' },
    ]);
    await set({}, 'emil');
    expect(await source.query('SELECT 1 FROM budgets')).toEqual([]);
  });

  it("refuses another tenant's repository, and changes nothing then", async () => {
    await setBudgets(source.manager, acme.installationId, input({ installation: { daily_dollars: 9 } }), 'dora');
    const wanted = input({
      repositories: [{ repository: 'acme/site' }, { repository: 'globex/shop', daily_tokens: 1 }],
    });
    expect(await setBudgets(source.manager, acme.installationId, wanted, 'emil')).toEqual([
      { path: 'repositories.1.repository', message: 'it is no repository of this installation' },
    ]);
    expect(await source.query('SELECT installation_id, set_by FROM budgets')).toEqual([
      { installation_id: acme.installationId, set_by: 'dora' },
    ]);
  });

  it('are one of two that come at the same time, never a mixture', async () => {
    const set = (name: string) =>
      source.transaction((manager) =>
        setBudgets(
          manager,
          acme.installationId,
          input({
            installation: { daily_dollars: name.length },
            repositories: [{ repository: `acme/${name}`, daily_dollars: name.length }],
          }),
          name,
        ),
      );
    for (let round = 0; round < 5; round++) {
      await Promise.all([set('shop'), set('site'), set('shop'), set('site')]);
      const rows: { id: number | null; by: string }[] = await source.query(
        'SELECT repository_id AS id, set_by AS by FROM budgets ORDER BY repository_id NULLS FIRST',
      );
      expect(rows).toHaveLength(2);
      const name = rows[1]?.id === acme.shop ? 'shop' : 'site';
      expect(rows[1]).toEqual({ id: acme[name], by: name });
    }
  });
});

describe('readRunLimits', () => {
  it('gives what one review may spend, of the installation and of its own repository only', async () => {
    const set = (value: unknown) => setBudgets(source.manager, acme.installationId, input(value), 'dora');
    await set({
      installation: { review_dollars: 2, daily_dollars: 9 },
      repositories: [
        { repository: 'acme/shop', review_tokens: 5000 },
        { repository: 'acme/site', monthly_tokens: 1 },
      ],
    });
    const limits = (of: Tenant, repository: 'shop' | 'site') =>
      readRunLimits(source, { installationId: of.installationId, repositoryId: of[repository] });
    const whole = { of: 'installation', dollars: 2, tokens: null, setBy: 'dora' };
    expect(await limits(acme, 'shop')).toEqual([
      whole,
      { of: 'repository', dollars: null, tokens: 5000, setBy: 'dora' },
    ]);
    expect(await limits(acme, 'site')).toEqual([whole]);
    expect(await limits(globex, 'shop')).toEqual([]);
  });
});

describe('readSpending', () => {
  it('holds each tenant and repository against its own budgets only', async () => {
    for (const [{ installationId }, name] of [
      [acme, 'acme'],
      [globex, 'globex'],
    ] as const) {
      const repositories = [{ repository: `${name}/shop`, daily_dollars: 2 }];
      await setBudgets(source.manager, installationId, input({ repositories }), `${name}-admin`);
    }
    await spend(acme, 'shop', 2);
    await spend(acme, 'site', 50);
    expect(await refused(acme, 'shop')).toMatch(
      /^the daily budget of this repository \(\$2, set by acme-admin\) is spent/,
    );
    expect(await refused(acme, 'site')).toBeNull();
    expect(await refused(globex, 'shop')).toBeNull();
    await source.query('UPDATE model_usage SET day = day - 1');
    expect(await refused(acme, 'shop')).toBeNull();
  });

  it('sums all repositories for the whole installation, and the days of this month for a monthly budget', async () => {
    await setBudgets(
      source.manager,
      acme.installationId,
      input({ installation: { daily_dollars: 10, monthly_dollars: 10 } }),
      'dora',
    );
    await spend(acme, 'shop', 6);
    await spend(acme, 'site', 3.5);
    expect(await refused(acme, 'site')).toBeNull();
    const more = { tokens: 0, dollars: 0.51 };
    expect(await refused(acme, 'site', more)).toMatch(/^the monthly budget of this installation/);
    await source.query(`UPDATE model_usage SET day = date_trunc('month', now() AT TIME ZONE 'UTC')::date - 1`);
    expect(await refused(acme, 'site', more)).toBeNull();
    await source.query(`UPDATE model_usage SET day = date_trunc('month', now() AT TIME ZONE 'UTC')::date`);
    expect(await refused(acme, 'site', more)).toMatch(/^the monthly budget/);
  });

  it('counts the tokens of the month where only these are limited, of the repository or of all', async () => {
    const repositories = [{ repository: 'acme/shop', monthly_tokens: 250 }];
    await setBudgets(source.manager, acme.installationId, input({ repositories }), 'dora');
    await spend(acme, 'shop', 0);
    await spend(acme, 'site', 0);
    await source.query(`UPDATE model_usage SET day = date_trunc('month', now() AT TIME ZONE 'UTC')::date`);
    const call = { tokens: 150, dollars: 0 };
    expect(await refused(acme, 'shop', call)).toBeNull();
    await spend(acme, 'shop', 0);
    expect(await refused(acme, 'shop', call)).toMatch(
      /^the monthly budget of this repository \(250 tokens, set by dora\) is spent/,
    );
    expect(await refused(acme, 'site', call)).toBeNull();
    await setBudgets(source.manager, acme.installationId, input({ installation: { monthly_tokens: 400 } }), 'emil');
    expect(await refused(acme, 'site', call)).toMatch(
      /^the monthly budget of this installation \(400 tokens, set by emil/,
    );
  });

  it('tells midnight and the first of the next month, in UTC', async () => {
    const { spending } = await readSpending(source, { installationId: acme.installationId, repositoryId: acme.shop });
    const { day, month } = spending.ends;
    expect(day.getTime() - Date.now()).toBeLessThanOrEqual(86_400_000);
    expect(day.toISOString()).toMatch(/T00:00:00\.000Z$/);
    expect(month.toISOString()).toMatch(/-01T00:00:00\.000Z$/);
    expect(month.getTime()).toBeGreaterThanOrEqual(day.getTime());
  });
});

describe('readUsage', () => {
  const seen = (of: Tenant, more: Partial<Parameters<typeof readUsage>[1]> = {}) =>
    readUsage(source.manager, {
      installationIds: [of.installationId],
      repositoryIds: [of.shop, of.site],
      whole: [],
      days: 30,
      ...more,
    });

  beforeEach(async () => {
    await spend(acme, 'shop', 1);
    await spend(acme, 'shop', 2);
    await spend(acme, 'shop', 4, 0, 'claude-haiku-5-5');
    await spend(acme, 'site', 8, 29);
    await spend(acme, 'site', 16, 30);
    await spend(globex, 'shop', 32);
  });

  it('sums by day, repository and model, newest first', async () => {
    const rows = await seen(acme);
    expect(rows.map(({ repository, model, requests, cost_usd }) => [repository, model, requests, cost_usd])).toEqual([
      ['acme/Shop', 'claude-haiku-5-5', 1, 4],
      ['acme/Shop', 'claude-sonnet-5-5', 2, 3],
      ['acme/site', 'claude-sonnet-5-5', 1, 8],
    ]);
    expect(rows[1]).toMatchObject({
      date: new Date().toISOString().slice(0, 10),
      tokens_in: 140,
      tokens_out: 40,
      tokens_cache_read: 18,
      tokens_cache_write: 2,
    });
  });

  it('shows no more than what may be seen', async () => {
    const cost = async (more: Partial<Parameters<typeof readUsage>[1]>) =>
      (await seen(acme, more)).reduce((sum, { cost_usd }) => sum + cost_usd, 0);
    await source.query(`UPDATE model_usage SET repository_id = NULL WHERE cost = 8`);
    expect(await cost({ repositoryIds: [acme.shop] })).toBe(7);
    expect(await cost({})).toBe(7);
    expect(await cost({ whole: [acme.installationId] })).toBe(15);
    expect(await cost({ whole: [acme.installationId], days: 31 })).toBe(31);
    expect(await cost({ repositoryIds: [globex.shop], whole: [globex.installationId] })).toBe(0);
    for (const days of [0, 366, 1.5]) await expect(cost({ days })).rejects.toThrow(RangeError);
  });
});
