import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addTenant, addUser, onlySeeing, openApiRig, type TestCaller } from './api-rig.js';
import { addFinding, addPull, addReview, type Owner } from './ledger-rows.js';

const callers: Record<string, TestCaller> = {};
let rig: Awaited<ReturnType<typeof openApiRig>>;

beforeAll(async () => {
  rig = await openApiRig(() => callers);
  const { system } = rig;
  const acme = await addTenant(system, { account: 'Acme', repositories: ['shop', 'till', 'off', 'hidden'] });
  const other = await addTenant(system, { account: 'other', repositories: ['canary'] });
  const second = await addTenant(system, { account: 'zoo', repositories: ['ark'] });
  const ada = await addUser(system, 'ada');
  const [seen] = onlySeeing(acme.access('write'), ['Acme/shop', 'Acme/till', 'Acme/off']).installations;
  const unknown = { id: null, githubRepoId: 5, fullName: 'Acme/new', private: false, permission: 'admin' } as const;
  callers.ada = {
    userId: ada,
    login: 'ada',
    access: {
      installations: [
        { ...seen!, repositories: [...seen!.repositories, unknown] },
        ...second.access('read').installations,
      ],
    },
  };
  const [shop, till, off, hidden] = acme.repositoryIds;
  await system.query('UPDATE repositories SET is_active = false WHERE id = $1', [off]);
  await system.query(
    `UPDATE repositories SET scanned_at = '2026-11-01T00:00:00Z', default_branch = 'trunk' WHERE id = $1`,
    [shop],
  );
  for (const [installationId, repositoryId, title] of [
    [acme.id, shop!, 'seen'],
    [acme.id, hidden!, 'CANARY'],
    [other.id, other.repositoryIds[0]!, 'CANARY'],
  ] as const) {
    const owner: Owner = { installationId, repositoryId };
    const pull = await addPull(system, owner, { number: 1, title });
    const of = { pull_request_id: pull, pull_number: 1 };
    const review = await addReview(system, owner, { ...of, created_at: '2026-11-02T10:00:00Z' });
    await addReview(system, owner, { ...of, outcome: 'skipped', reason: 'draft', created_at: '2026-11-03T10:00:00Z' });
    const finding = { pull_request_id: pull, review_id: review };
    await addFinding(system, owner, { ...finding, handle: 1 });
    await addFinding(system, owner, { ...finding, handle: 2, state: 'fixed' });
    await addFinding(system, owner, { ...finding, handle: 3, state: 'dismissed' });
    const past = { state: 'dismissed', dismissed_until: '2026-11-02T00:00:00Z' };
    await addFinding(system, owner, { ...finding, handle: 4, ...past });
  }
  await system.query(
    `INSERT INTO scans (installation_id, repository_id, kind, reason, status, phase, files_total, files_read, started_at, completed_at)
     VALUES ($1, $2, 'full', 'installed', 'completed', NULL, 10, 10, now(), now()),
            ($1, $2, 'history', 'installed', 'running', 'pulls', 10, 1, now(), NULL),
            ($1, $3, 'full', 'rescan', 'running', 'files', 300, 100, now() - interval '10 seconds', NULL)`,
    [acme.id, shop, till],
  );
});
afterAll(() => rig.close());

interface Answer {
  items: { full_name: string; [key: string]: unknown }[];
  next_cursor: string | null;
}
const json = async <T>(response: Response) => (await response.json()) as T;
const list = async (query = '') => {
  const response = await rig.ask('ada', `/repos${query}`);
  expect(response.status).toBe(200);
  return json<Answer>(response);
};
const names = ({ items }: Answer) => items.map(({ full_name }) => full_name);

describe('the list of repositories', () => {
  it('holds all that the caller can see, by name, also what is not connected or not known yet', async () => {
    const answer = await list();
    expect(names(answer)).toEqual(['Acme/new', 'Acme/off', 'Acme/shop', 'Acme/till', 'zoo/ark']);
    expect(answer.items[2]).toEqual({
      owner: 'Acme',
      name: 'shop',
      full_name: 'Acme/shop',
      private: true,
      connected: true,
      role: 'write',
      scan: { state: 'completed', progress: 100, scanned_at: '2026-11-01T00:00:00.000Z' },
      open_findings: 2,
      last_review_at: '2026-11-02T10:00:00.000Z',
      install_url: 'https://github.com/apps/nectr/installations/new',
    });
    const nothing = {
      scan: { state: 'none', progress: null, scanned_at: null },
      open_findings: 0,
      last_review_at: null,
    };
    expect(answer.items[0]).toMatchObject({ connected: false, role: 'admin', private: false, ...nothing });
    expect(answer.items[1]).toMatchObject({ connected: false, ...nothing });
    expect(answer.items[3]).toMatchObject({ connected: true, scan: { state: 'running', progress: 33 } });
  });

  it.each([
    ['?connected=true', ['Acme/shop', 'Acme/till', 'zoo/ark']],
    ['?connected=false', ['Acme/new', 'Acme/off']],
    ['?q=ACME/', ['Acme/new', 'Acme/off', 'Acme/shop', 'Acme/till']],
    ['?q=hidden', []],
    ['?connected=true&q=t', ['Acme/till']],
  ])('filters: %s', async (query, expected) => {
    expect(names(await list(query))).toEqual(expected);
  });

  it('goes on by name', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const answer: Answer = await list(`?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...names(answer));
      cursor = answer.next_cursor;
    }
    expect(seen).toEqual(['Acme/new', 'Acme/off', 'Acme/shop', 'Acme/till', 'zoo/ark']);
  });

  it.each(['?connected=yes', '?limit=0', '?cursor=W10', '?sort=up'])('refuses %s', async (query) => {
    expect((await rig.ask('ada', `/repos${query}`)).status).toBe(400);
  });
});

describe('one repository', () => {
  it('is found whatever the case, also where it is not connected', async () => {
    expect(await json(await rig.ask('ada', '/repos/acme/SHOP'))).toMatchObject({
      full_name: 'Acme/shop',
      default_branch: 'trunk',
      url: 'https://github.com/Acme/shop',
      open_findings: 2,
    });
    expect(await json(await rig.ask('ada', '/repos/acme/new'))).toMatchObject({
      connected: false,
      default_branch: null,
    });
  });

  it.each(['', '/scan', '/files', '/graph?view=folders', '/insights'])(
    'shows nothing of a hidden one: %s',
    async (of) => {
      for (const name of ['Acme/hidden', 'other/canary', 'acme/none'])
        expect((await rig.ask('ada', `/repos/${name}${of}`)).status).toBe(404);
    },
  );

  it('tells how far its scan is', async () => {
    expect(await json(await rig.ask('ada', '/repos/acme/till/scan'))).toMatchObject({
      state: 'running',
      progress: 33,
      under_way: [{ kind: 'full', phase: 'files', files_total: 300, files_read: 100, reason: 'rescan' }],
      last: null,
    });
    expect(await json(await rig.ask('ada', '/repos/acme/shop/scan'))).toMatchObject({
      state: 'completed',
      under_way: [{ kind: 'history', state: 'running' }],
      last: { kind: 'full', state: 'completed' },
    });
    expect(await json(await rig.ask('ada', '/repos/acme/off/scan'))).toMatchObject({ state: 'none', last: null });
  });
});
