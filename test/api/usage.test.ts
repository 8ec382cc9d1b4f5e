import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addTenant, addUser, onlySeeing, openApiRig, type TestCaller } from './api-rig.js';

interface Sums {
  requests: number;
  tokens_in: number;
  cost_usd: number;
}
interface Usage {
  totals: Sums;
  by_day: (Sums & { date: string })[];
  by_repo: (Sums & { repo: string | null })[];
  by_model: (Sums & { model: string })[];
  items: { date: string; repo: string | null; model: string }[];
  next_cursor: string | null;
}

const callers: Record<string, TestCaller> = {};
let rig: Awaited<ReturnType<typeof openApiRig>>;
let acme: Awaited<ReturnType<typeof addTenant>>;

beforeAll(async () => {
  rig = await openApiRig(() => callers);
  const { system } = rig;
  acme = await addTenant(system, { account: 'acme', repositories: ['shop', 'hidden'] });
  const other = await addTenant(system, { account: 'other', repositories: ['secret'] });
  const add = async (login: string, access: TestCaller['access']) => {
    callers[login] = { userId: await addUser(system, login), login, access };
  };
  await add('admin', acme.access('admin', 'admin'));
  await add('reader', onlySeeing(acme.access('read'), ['acme/shop']));
  await add('stranger', { installations: [] });
  const [shop, hidden] = acme.repositoryIds;
  const use = (installationId: number, repositoryId: number | null, back: number, model: string, cost: number) =>
    system.query(
      `INSERT INTO model_usage (installation_id, repository_id, day, model, requests, tokens_in, tokens_out, tokens_cache_read,
              tokens_cache_write, cost) VALUES ($1, $2, (now() AT TIME ZONE 'UTC')::date - $3::int, $4, 2, 100, 10, 5, 1, $5)`,
      [installationId, repositoryId, back, model, cost],
    );
  await use(acme.id, shop!, 0, 'claude-large', 0.1);
  await use(acme.id, shop!, 0, 'claude-small', 0.2);
  await use(acme.id, shop!, 3, 'claude-large', 0.4);
  await use(acme.id, hidden!, 3, 'claude-large', 5);
  await use(acme.id, null, 3, 'claude-small', 7);
  await use(acme.id, shop!, 40, 'claude-large', 100);
  await use(other.id, other.repositoryIds[0]!, 0, 'canary-model', 1000);
});
afterAll(() => rig.close());

const usage = async (who: string, query = '') => (await (await rig.ask(who, `/usage${query}`)).json()) as Usage;

describe('GET /usage', () => {
  it('sums what an administrator may see, by day, repository and model', async () => {
    const shown = await usage('admin', '?days=7');
    expect(shown.totals).toMatchObject({ requests: 10, tokens_in: 500, cost_usd: 12.7 });
    expect(shown.by_day).toHaveLength(7);
    expect(shown.by_day.map(({ cost_usd }) => cost_usd)).toEqual([0.3, 0, 0, 12.4, 0, 0, 0]);
    expect(shown.by_day[0]!.date).toBe(new Date().toISOString().slice(0, 10));
    expect(shown.by_repo.map(({ repo, cost_usd }) => [repo, cost_usd])).toEqual([
      [null, 7],
      ['acme/hidden', 5],
      ['acme/shop', 0.7],
    ]);
    expect(shown.by_model.map(({ model, cost_usd }) => [model, cost_usd])).toEqual([
      ['claude-small', 7.2],
      ['claude-large', 5.5],
    ]);
    expect((await usage('admin', '?days=60')).totals.cost_usd).toBe(112.7);
  });

  it('shows a reader only the repositories that they see, and nobody another tenant', async () => {
    const shown = await usage('reader');
    expect(shown.by_repo.map(({ repo }) => repo)).toEqual(['acme/shop']);
    expect(shown.totals.cost_usd).toBe(0.7);
    for (const who of ['admin', 'reader', 'stranger'])
      expect(JSON.stringify(await usage(who, '?days=365'))).not.toContain('canary');
    expect((await usage('stranger')).totals.requests).toBe(0);
    expect((await rig.ask('reader', '/usage?repo=acme/hidden')).status).toBe(404);
    expect((await rig.ask('reader', '/usage?repo=other/secret')).status).toBe(404);
    expect((await rig.ask('stranger', `/usage?installation=${acme.id}`)).status).toBe(404);
    expect((await rig.ask(null, '/usage')).status).toBe(401);
  });

  it('is narrowed to a repository or an installation', async () => {
    const shown = await usage('admin', '?repo=ACME/Shop');
    expect(shown.by_repo.map(({ repo }) => repo)).toEqual(['acme/shop']);
    expect((await usage('admin', `?installation=${acme.id}`)).totals.cost_usd).toBe(12.7);
  });

  it('lists what the sums are made of page by page', async () => {
    const whole = await usage('admin');
    expect(whole.items.map(({ repo, model }) => [repo, model])).toEqual([
      ['acme/shop', 'claude-large'],
      ['acme/shop', 'claude-small'],
      ['acme/hidden', 'claude-large'],
      ['acme/shop', 'claude-large'],
      [null, 'claude-small'],
    ]);
    const paged: unknown[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const part: Usage = await usage('admin', `?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(part.totals).toEqual(whole.totals);
      paged.push(...part.items);
      cursor = part.next_cursor;
    }
    expect(paged).toEqual(whole.items);
  });

  it('refuses days that are none', async () => {
    for (const query of ['?days=0', '?days=366', '?days=x', '?since=1'])
      expect((await rig.ask('admin', `/usage${query}`)).status).toBe(400);
  });
});
