import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addTenant, addUser, openApiRig, type TestCaller } from './api-rig.js';

const callers: Record<string, TestCaller> = {};
let rig: Awaited<ReturnType<typeof openApiRig>>;
let acme: Awaited<ReturnType<typeof addTenant>>;
let other: Awaited<ReturnType<typeof addTenant>>;

beforeAll(async () => {
  rig = await openApiRig(() => callers);
  const { system } = rig;
  acme = await addTenant(system, { account: 'acme', repositories: ['shop', 'api'] });
  other = await addTenant(system, { account: 'other', repositories: ['secret'] });
  const add = async (login: string, access: TestCaller['access']) => {
    callers[login] = { userId: await addUser(system, login), login, access };
  };
  await add('admin', acme.access('admin', 'admin'));
  await add('member', acme.access('write'));
  await add('outsider', other.access('admin', 'admin'));
  callers.script = { ...callers.admin!, scopes: ['read', 'write'] };
  await system.query(
    `INSERT INTO model_usage (installation_id, repository_id, day, model, requests, tokens_in, tokens_out, tokens_cache_read,
            tokens_cache_write, cost) VALUES ($1, $2, (now() AT TIME ZONE 'UTC')::date, 'm', 1, 100, 10, 5, 1, 0.25)`,
    [acme.id, acme.repositoryIds[0]],
  );
});
afterAll(() => rig.close());

const send = (who: string, method: string, path: string, body: unknown) => rig.ask(who, path, { method, body });
const json = async (response: Response) => (await response.json()) as Record<string, never>;
const audited = (action: string): Promise<{ actor_login: string; details: object }[]> =>
  rig.system.query('SELECT actor_login, details FROM audit_log WHERE action = $1 ORDER BY id', [action]);

/** Below an installation: what only its administrators see and change. */
const PATHS: [method: string, below: string, body?: unknown][] = [
  ['GET', 'budgets'],
  ['PUT', 'budgets', {}],
  ['GET', 'settings'],
  ['PATCH', 'settings', { max_comments: 3 }],
  ['GET', 'developer-memories'],
  ['PATCH', 'developer-memories', { enabled: false }],
];

describe('installations', () => {
  it('are those that somebody can see, with budgets and settings for administrators', async () => {
    const { items } = await json(await rig.ask('admin', '/installations'));
    expect(items).toMatchObject([
      {
        id: acme.id,
        account_login: 'acme',
        role: 'admin',
        repositories: 2,
        budget: { daily_dollars: null, spent: { daily_dollars: 0.25 } },
        settings: { keys: [] },
      },
    ]);
    const seen = await json(await rig.ask('member', '/installations'));
    expect(seen.items).toMatchObject([{ id: acme.id, role: 'member', budget: null, settings: null }]);
    expect(JSON.stringify(seen)).not.toContain('other');
  });

  it.each(PATHS)('%s %s is for their administrators', async (method, below, body) => {
    const at = `/installations/${acme.id}/${below}`;
    expect((await send('member', method, at, body)).status).toBe(403);
    expect((await send('script', method, at, body)).status).toBe(403);
    expect((await send('outsider', method, at, body)).status).toBe(404);
    expect((await rig.ask(null, at, { method, body })).status).toBe(401);
    expect((await send('admin', method, `/installations/x/${below}`, body)).status).toBe(404);
  });

  it('have budgets that are replaced as a whole, with who set them and what changed', async () => {
    const at = `/installations/${acme.id}/budgets`;
    const body = {
      installation: { daily_dollars: 5 },
      repositories: [{ repository: 'ACME/shop', monthly_dollars: 20, daily_tokens: 1000 }],
    };
    const set = await send('admin', 'PUT', at, body);
    expect(set.status).toBe(200);
    expect(await json(set)).toMatchObject({
      installation: { daily_dollars: 5, monthly_dollars: null, set_by: 'admin', spent: { daily_dollars: 0.25 } },
      repositories: [{ repository: 'acme/shop', monthly_dollars: 20, daily_tokens: 1000 }],
    });
    await send('admin', 'PUT', at, body);
    await send('admin', 'PUT', at, { installation: { daily_dollars: 5 } });
    expect(await json(await rig.ask('admin', at))).toMatchObject({ repositories: [] });
    const none = {
      review_dollars: null,
      review_tokens: null,
      daily_dollars: null,
      daily_tokens: null,
      monthly_dollars: null,
      monthly_tokens: null,
    };
    const amounts = { ...none, monthly_dollars: 20, daily_tokens: 1000 };
    expect(await audited('budgets.changed')).toEqual([
      {
        actor_login: 'admin',
        details: {
          '*': {
            from: none,
            to: { ...none, daily_dollars: 5 },
          },
          'acme/shop': { from: null, to: amounts },
        },
      },
      { actor_login: 'admin', details: { 'acme/shop': { from: amounts, to: null } } },
    ]);
  });

  it('keep the budgets that somebody else has set since they were looked at', async () => {
    const at = `/installations/${acme.id}/budgets`;
    const seen = await json(await rig.ask('admin', at));
    const { hash } = seen;
    const shop = [{ repository: 'acme/shop', monthly_dollars: 50 }];
    const set = await send('admin', 'PUT', at, { hash, repositories: shop });
    expect(set.status).toBe(200);
    const { hash: next } = await json(set);
    const refused = await send('admin', 'PUT', at, { hash, installation: { daily_dollars: 10 } });
    expect([refused.status, await json(refused)]).toMatchObject([
      409,
      { detail: 'Somebody has changed the budgets meanwhile: look at them once more.' },
    ]);
    const present = await json(await rig.ask('admin', at));
    expect(present).toMatchObject({ hash: next, repositories: shop, installation: { daily_dollars: null } });
    // Of two that looked at the same, one is too late.
    const both = [1, 2].map((dollars) =>
      send('admin', 'PUT', at, { hash: next, installation: { daily_dollars: dollars } }),
    );
    expect((await Promise.all(both)).map(({ status }) => status).toSorted()).toEqual([200, 409]);
    // Who says nothing of what they looked at replaces what there is.
    const back = await send('admin', 'PUT', at, { installation: { daily_dollars: 5 } });
    expect([back.status, await json(back)]).toMatchObject([200, { hash }]);
  });

  it('have a hash that what is spent does not change', async () => {
    const at = `/installations/${acme.id}/budgets`;
    const before = await json(await rig.ask('admin', at));
    await rig.system.query('UPDATE model_usage SET cost = cost + 1 WHERE installation_id = $1', [acme.id]);
    const after = await json(await rig.ask('admin', at));
    expect(after.installation).not.toEqual(before.installation);
    expect(after.hash).toBe(before.hash);
    await rig.system.query('UPDATE model_usage SET cost = cost - 1 WHERE installation_id = $1', [acme.id]);
  });

  it('keep their budgets when a wrong one is sent', async () => {
    const at = `/installations/${acme.id}/budgets`;
    const before = await json(await rig.ask('admin', at));
    const foreign = await send('admin', 'PUT', at, { repositories: [{ repository: 'other/secret' }] });
    expect([foreign.status, await json(foreign)]).toMatchObject([
      400,
      { errors: [{ field: 'body.repositories.0.repository', detail: expect.stringContaining('no repository') }] },
    ]);
    const wrong = await send('admin', 'PUT', at, { installation: { daily_dollars: -1, weekly_dollars: 3 } });
    expect(wrong.status).toBe(400);
    expect(await json(await rig.ask('admin', at))).toEqual(before);
  });

  it('have settings that hold in all their repositories', async () => {
    const at = `/installations/${acme.id}/settings`;
    const set = await send('admin', 'PATCH', at, { max_comments: 3, skip: { labels: ['wip'] } });
    expect(set.status).toBe(200);
    expect(await json(set)).toMatchObject({
      settings: { max_comments: 3, skip: { labels: ['wip'] }, drafts: false },
      sources: { max_comments: 'installation', 'skip.labels': 'installation', drafts: 'default' },
      dashboard: { max_comments: 3, skip: { labels: ['wip'] } },
      changed_by: 'admin',
      read_only: [],
    });
    const repository = await json(await rig.ask('member', '/repos/acme/shop/settings'));
    expect(repository).toMatchObject({ sources: { max_comments: 'installation' }, dashboard: {} });
    const back = await json(await send('admin', 'PATCH', at, { max_comments: null, skip: null }));
    expect(back).toMatchObject({ sources: { max_comments: 'default' }, dashboard: {} });
    const changes = await audited('settings.changed');
    expect(changes).toMatchObject([
      { actor_login: 'admin', details: { max_comments: { from: null, to: 3 } } },
      { actor_login: 'admin', details: { max_comments: { from: 3, to: null } } },
    ]);
  });

  it('name each setting that is wrong, and change nothing then', async () => {
    const at = `/installations/${acme.id}/settings`;
    const wrong = await send('admin', 'PATCH', at, { max_comments: 'many', drafts: true, colour: 'red' });
    expect(wrong.status).toBe(400);
    const { errors } = (await wrong.json()) as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field).toSorted()).toEqual(['body.colour', 'body.max_comments']);
    expect(await json(await rig.ask('admin', at))).toMatchObject({ settings: { drafts: false } });
    expect((await send('admin', 'PATCH', at, [])).status).toBe(400);
    const unstorable = await send('admin', 'PATCH', at, { skip: { titles: ['x\ud83d'] } });
    expect([unstorable.status, await json(unstorable)]).toMatchObject([
      400,
      { errors: [{ field: 'body.skip.titles.0' }] },
    ]);
  });

  it('remember how people work until that is switched off', async () => {
    const at = `/installations/${acme.id}/developer-memories`;
    expect(await json(await rig.ask('admin', at))).toEqual({ enabled: true });
    expect(await json(await send('admin', 'PATCH', at, { enabled: false }))).toEqual({ enabled: false });
    await send('admin', 'PATCH', at, { enabled: false });
    expect(await json(await rig.ask('admin', at))).toEqual({ enabled: false });
    expect(await audited('developer_memories.switched')).toEqual([
      { actor_login: 'admin', details: { enabled: false } },
    ]);
    const [foreign]: { on: boolean }[] = await rig.system.query(
      'SELECT developer_memories AS on FROM installations WHERE id = $1',
      [other.id],
    );
    expect(foreign!.on).toBe(true);
  });
});
