import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addTenant, addUser, onlySeeing, openApiRig, type TestCaller } from './api-rig.js';
import { addFinding, addPull, addReview, type Owner } from './ledger-rows.js';

const callers: Record<string, TestCaller> = {};
let rig: Awaited<ReturnType<typeof openApiRig>>;
let shop: Owner;
const ids: Record<string, string> = {};

beforeAll(async () => {
  rig = await openApiRig(() => callers);
  const { system } = rig;
  const acme = await addTenant(system, { account: 'acme', repositories: ['shop', 'till', 'hidden'] });
  const other = await addTenant(system, { account: 'other', repositories: ['canary'] });
  const ada = await addUser(system, 'ada');
  const access = onlySeeing(acme.access('read'), ['acme/shop', 'acme/till']);
  callers.ada = { userId: ada, login: 'ada', access };
  const ownerOf = (at: number): Owner => ({ installationId: acme.id, repositoryId: acme.repositoryIds[at]! });
  shop = ownerOf(0);
  for (const owner of [ownerOf(2), { installationId: other.id, repositoryId: other.repositoryIds[0]! }]) {
    const pull = await addPull(system, owner, { number: 66, title: 'CANARY' });
    const review = await addReview(system, owner, { pull_request_id: pull, pull_number: 66 });
    const finding = await addFinding(system, owner, {
      pull_request_id: pull,
      review_id: review,
      handle: 1,
      title: 'CANARY',
    });
    ids[owner.installationId === other.id ? 'hidden tenant' : 'hidden repository'] = finding;
  }
  const pull = await addPull(system, shop, { number: 7, title: 'Add a till', origin: 'agent' });
  const rounds: string[] = [];
  for (const [at, day] of ['01', '02', '03'].entries())
    rounds.push(
      await addReview(system, shop, {
        pull_request_id: pull,
        pull_number: 7,
        round: at + 1,
        head_sha: String(at + 1).repeat(40),
        created_at: `2026-11-${day}T10:00:00Z`,
      }),
    );
  const dismissal = async (number: number, expiresAt: string | null) => {
    const rows: { id: string }[] = await system.query(
      `INSERT INTO memories (installation_id, repository_id, number, type, state, source_kind, pull_request_id, handle, source_key,
              reach, path, fingerprint, claim, reason, text, author_login, author_id, created_at, source_link, expires_at)
       VALUES ($1, $2, $3::int, 'dismissal', 'active', 'comment', $4, $3::int, 'c' || $3::int, 'file', 'src/a.ts', 'f', 'c',
              'not a bug', 'A fixture', 'dora', 5, '2026-11-02T12:00:00Z', 'https://github.com/acme/shop/pull/7#issuecomment-9', $5)
       RETURNING id`,
      [shop.installationId, shop.repositoryId, number, pull, expiresAt],
    );
    return rows[0]!.id;
  };
  const add = async (name: string, handle: number, more: Record<string, unknown>, owner = shop) => {
    const created_at = `2026-11-10T10:00:${String(handle).padStart(2, '0')}Z`;
    const of = { pull_request_id: pull, review_id: rounds[0]!, handle, created_at };
    ids[name] = await addFinding(system, owner, { ...of, ...more });
  };
  await add('open', 1, { github_comment_id: 501, reported_fixed_in: 'abc1234', reported_fixed_by: 'ada' });
  await add('fixed', 2, { state: 'fixed', fixed_in: '2'.repeat(40), severity: 'minor', path: 'src/deep/b.ts' });
  const by = { dismissed_by: 'dora', dismissed_reason: 'not a bug' };
  const good = await dismissal(3, null);
  await add('dismissed', 3, { state: 'dismissed', ...by, dismissal_id: good, category: 'bug' });
  const past = await dismissal(4, '2026-11-05T00:00:00Z');
  await add('expired', 4, { state: 'dismissed', ...by, dismissal_id: past, dismissed_until: '2026-11-05T00:00:00Z' });
  await add('outdated', 5, { state: 'outdated', path: 'src/deep.ts', severity: 'should-fix' });
  const till = ownerOf(1);
  const tillPull = await addPull(system, till, { number: 1 });
  const tillReview = await addReview(system, till, { pull_request_id: tillPull, pull_number: 1 });
  await add('till', 6, { pull_request_id: tillPull, review_id: tillReview, severity: 'pre-existing' }, till);
});
afterAll(() => rig.close());

interface Answer {
  items: { id: string }[];
  next_cursor: string | null;
}
const json = async <T>(response: Response) => (await response.json()) as T;
const list = async (query = '') => {
  const response = await rig.ask('ada', `/findings${query}`);
  expect(response.status).toBe(200);
  return json<Answer>(response);
};
const names = ({ items }: Answer) =>
  items.map(({ id }) => Object.entries(ids).find(([, known]) => known === id)?.[0] ?? 'unknown');

describe('the list of findings', () => {
  it('holds what the caller can see, newest first', async () => {
    const answer = await list();
    expect(names(answer)).toEqual(['till', 'outdated', 'expired', 'dismissed', 'fixed', 'open']);
    expect(JSON.stringify(answer)).not.toMatch(/canary|hidden/i);
    expect(answer.items.at(-1)).toMatchObject({
      handle: 'F1',
      repo: 'acme/shop',
      pr_number: 7,
      origin: 'agent',
      rule: 'js/eval',
      path: 'src/a.ts',
      line: 3,
      state: 'open',
      url: 'https://github.com/acme/shop/pull/7#discussion_r501',
    });
  });

  it.each([
    ['?state=open', ['till', 'expired', 'open']],
    ['?state=dismissed', ['dismissed']],
    ['?state=fixed', ['fixed']],
    ['?state=outdated', ['outdated']],
    ['?severity=minor', ['fixed']],
    ['?category=bug', ['dismissed']],
    ['?state=open&severity=must-fix', ['expired', 'open']],
    ['?repo=acme/till', ['till']],
    ['?path=src/deep', ['fixed']],
    ['?path=src/deep/', ['fixed']],
    ['?path=src/a.ts&repo=acme/shop', ['expired', 'dismissed', 'open']],
    ['?path=src/%25', []],
  ])('filters: %s', async (query, expected) => {
    expect(names(await list(query))).toEqual(expected);
  });

  it('goes on where it ended while findings come in and are closed', async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const answer: Answer = await list(`?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...names(answer));
      cursor = answer.next_cursor;
      if (seen.length === 2) {
        const of = await rig.system.query('SELECT pull_request_id, review_id FROM findings WHERE id = $1', [ids.open]);
        await addFinding(rig.system, shop, { ...of[0], handle: 50 });
        await rig.system.query(`DELETE FROM findings WHERE id = $1`, [ids.outdated]);
      }
    }
    expect(seen).toEqual(['till', 'outdated', 'expired', 'dismissed', 'fixed', 'open']);
  });

  it.each([
    ['?state=gone&severity=high&category=style', ['query.category', 'query.severity', 'query.state']],
    ['?path=%00', ['query.path']],
    ['?cursor=W10', ['query.cursor']],
    ['?order=up', ['query.order']],
  ])('refuses %s', async (query, fields) => {
    const response = await rig.ask('ada', `/findings${query}`);
    expect(response.status).toBe(400);
    const { errors } = await json<{ errors: { field: string }[] }>(response);
    expect(errors.map(({ field }) => field).toSorted()).toEqual(fields);
  });

  it('answers 404 for a repository that the caller cannot see', async () => {
    for (const repo of ['acme/hidden', 'other/canary'])
      expect((await rig.ask('ada', `/findings?repo=${repo}`)).status).toBe(404);
  });
});

describe('one finding', () => {
  const history = async (name: string) => {
    const { history: steps } = await json<{ history: Record<string, unknown>[] }>(
      await rig.ask('ada', `/findings/${ids[name]}`),
    );
    return steps.map(({ event, round, at }) => [event, round, typeof at === 'string' ? at.slice(0, 10) : null]);
  };

  it('tells its rounds until it was over', async () => {
    expect(await history('open')).toEqual([
      ['found', 1, '2026-11-01'],
      ['still there', 2, '2026-11-02'],
      ['still there', 3, '2026-11-03'],
    ]);
    expect(await history('fixed')).toEqual([
      ['found', 1, '2026-11-01'],
      ['fixed', 2, '2026-11-02'],
    ]);
  });

  it('tells who dismissed it, why and how long that holds', async () => {
    const finding = await json<Record<string, unknown>>(await rig.ask('ada', `/findings/${ids.dismissed}`));
    expect(finding).toMatchObject({ state: 'dismissed', dismissed: { by: 'dora', reason: 'not a bug', until: null } });
    expect(finding.history).toMatchObject([
      { event: 'found' },
      { event: 'still there', round: 2 },
      {
        event: 'dismissed',
        by: 'dora',
        reason: 'not a bug',
        note: 'A fixture',
        scope: 'file',
        link: 'https://github.com/acme/shop/pull/7#issuecomment-9',
      },
    ]);
    expect(await history('expired')).toEqual([
      ['found', 1, '2026-11-01'],
      ['still there', 2, '2026-11-02'],
      ['dismissed', null, '2026-11-02'],
      ['still there', 3, '2026-11-03'],
      ['dismissal ended', null, '2026-11-05'],
    ]);
  });

  it('tells why it has no comment of its own, and leads to what tells it', async () => {
    const why = async (name: string) => {
      const { without_comment, in_summary, url } = await json<Record<string, unknown>>(
        await rig.ask('ada', `/findings/${ids[name]}`),
      );
      return [without_comment, in_summary, String(url).replace(/^.*\/pull\//, '')];
    };
    expect(await why('open')).toEqual([null, false, '7#discussion_r501']);
    expect(await why('fixed')).toEqual(['held_back', false, '7']);
    expect(await why('till')).toEqual(['pre_existing', false, '1']);
    await rig.system.query('UPDATE pull_requests SET summary_comment_id = 88 WHERE number = 7');
    await rig.system.query('UPDATE findings SET anchored = false WHERE id = $1', [ids.dismissed]);
    await rig.system.query(`UPDATE findings SET rule = 'tests/missing' WHERE id = $1`, [ids.expired]);
    expect(await why('fixed')).toEqual(['held_back', true, '7#issuecomment-88']);
    expect(await why('dismissed')).toEqual(['not_in_diff', true, '7#issuecomment-88']);
    expect(await why('expired')).toEqual(['whole_change', true, '7#issuecomment-88']);
  });

  it('tells who reports it fixed, and in which commit', async () => {
    const reported = async (name: string) =>
      (await json<Record<string, unknown>>(await rig.ask('ada', `/findings/${ids[name]}`))).reported_fixed;
    expect(await reported('open')).toEqual({ sha: 'abc1234', by: 'ada' });
    expect(await reported('dismissed')).toBeNull();
  });

  it('is 404 where the caller cannot see it', async () => {
    for (const id of [ids['hidden tenant'], ids['hidden repository']]) {
      const response = await rig.ask('ada', `/findings/${id}`);
      expect([response.status, await response.text()]).toEqual([404, expect.not.stringContaining('CANARY')]);
    }
  });
});
