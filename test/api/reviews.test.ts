import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addTenant, addUser, onlySeeing, openApiRig, type TestCaller } from './api-rig.js';
import { addFinding, addPull, addReview, addRun, type Owner } from './ledger-rows.js';

const callers: Record<string, TestCaller> = {};
let rig: Awaited<ReturnType<typeof openApiRig>>;
let shop: Owner;
const ids: Record<string, string> = {};

interface Item {
  id: string;
  pr_number: number;
  outcome: string | null;
  [key: string]: unknown;
}

beforeAll(async () => {
  rig = await openApiRig(() => callers);
  const { system } = rig;
  const acme = await addTenant(system, { account: 'acme', repositories: ['shop', 'till', 'hidden'] });
  const other = await addTenant(system, { account: 'other', repositories: ['canary'] });
  const ada = await addUser(system, 'ada');
  callers.ada = { userId: ada, login: 'ada', access: onlySeeing(acme.access('read'), ['acme/shop', 'acme/till']) };
  const ownerOf = (at: number): Owner => ({ installationId: acme.id, repositoryId: acme.repositoryIds[at]! });
  shop = ownerOf(0);
  for (const owner of [ownerOf(2), { installationId: other.id, repositoryId: other.repositoryIds[0]! }]) {
    const pull = await addPull(system, owner, { number: 66, title: 'CANARY', author: 'canary' });
    const review = await addReview(system, owner, { pull_request_id: pull, pull_number: 66, reason: 'CANARY' });
    const run = await addRun(system, owner, { pull_request_id: pull });
    Object.assign(ids, {
      [`hidden ${owner.installationId === other.id ? 'tenant' : 'repository'}`]: review,
      hiddenRun: run,
    });
  }
  const one = await addPull(system, shop, { number: 1, title: 'Add 100% discount', origin: 'assisted' });
  const two = await addPull(system, shop, { number: 2, author: 'Bob', state: 'closed' });
  const till = await addPull(system, ownerOf(1), { number: 1, title: 'Till', author: 'renovate[bot]', origin: 'bot' });
  const ran = { status: 'completed', started_at: '2026-11-01T09:59:00Z', completed_at: '2026-11-01T10:00:00Z' };
  ids.postedRun = await addRun(system, shop, { pull_request_id: one, ...ran, outcome: 'reviewed' });
  ids.first = await addReview(system, shop, {
    pull_request_id: one,
    pull_number: 1,
    run_id: ids.postedRun,
    round: 1,
    verdict: 'REQUEST_CHANGES',
    head_sha: '1'.repeat(40),
    summary:
      '### Review: 2 must-fix · reviewed `1111111`\n\n| | Finding | Where | State |\n|-|-|-|-|\n| 🔴 | F1 Evaluates input | `src/a.ts:3` | open |',
    coverage: {
      total: 3,
      read: ['src/a.ts', 'src/b.ts'],
      skipped: [{ path: 'x.lock', reason: 'lockfile' }],
      unread: [],
    },
    cost: 0.125,
    duration_ms: 38_000,
    model: 'claude-sonnet-5-5',
    effort: 'high',
    tokens_in: 900,
    tokens_out: 100,
    model_parts: { change: 800 },
    github_review_id: 77,
    context: {
      linked_issues: [{ number: 9, title: 'Slow', state: 'open' }],
      conflicts: [],
      history: null,
      memories: [],
      missing: [{ source: 'graph', reason: 'not yet scanned' }],
      notices: ['an unknown key'],
      dropped: [],
    },
    created_at: '2026-11-01T10:00:00Z',
  });
  ids.second = await addReview(system, shop, {
    pull_request_id: one,
    pull_number: 1,
    round: 2,
    outcome: 'partial',
    reason: '1 of 2 files not read',
    head_sha: '2'.repeat(40),
    created_at: '2026-11-02T10:00:00Z',
  });
  ids.bob = await addReview(system, shop, { pull_request_id: two, pull_number: 2, created_at: '2026-11-03T10:00:00Z' });
  ids.till = await addReview(system, ownerOf(1), {
    pull_request_id: till,
    pull_number: 1,
    outcome: 'skipped',
    reason: 'a bot opened it',
    verdict: null,
    created_at: '2026-11-04T10:00:00Z',
  });
  ids.failed = await addRun(system, shop, {
    pull_request_id: two,
    status: 'failed',
    outcome: 'failed',
    outcome_reason: 'GitHub gave no answer',
    queued_at: '2026-11-05T10:00:00Z',
    started_at: '2026-11-05T10:00:00Z',
    completed_at: '2026-11-05T10:00:02Z',
    model_cost: 0.5,
  });
  ids.pending = await addRun(system, shop, { pull_request_id: one, queued_at: '2026-11-06T10:00:00Z' });
  const places = { pull_request_id: one, review_id: ids.first };
  ids.fixed = await addFinding(system, shop, { ...places, handle: 1, state: 'fixed', fixed_in: '2'.repeat(40) });
  await addFinding(system, shop, { ...places, handle: 2, severity: 'minor', category: 'bug', github_comment_id: 501 });
  await addFinding(system, shop, { pull_request_id: one, review_id: ids.second, handle: 3, severity: 'should-fix' });
  await system.query(
    `INSERT INTO execution_logs (installation_id, execution_id, level, message, metadata, step_name)
     VALUES ($1, $2, 'INFO', 'fetch took 12 ms', '{"ms": 12}', 'fetch')`,
    [acme.id, ids.postedRun],
  );
});
afterAll(() => rig.close());

const json = async <T>(response: Response) => (await response.json()) as T;
const list = async (query = '') => {
  const response = await rig.ask('ada', `/reviews${query}`);
  expect(response.status).toBe(200);
  return json<{ items: Item[]; next_cursor: string | null }>(response);
};
const names = (items: Item[]) =>
  items.map(({ id }) => Object.entries(ids).find(([, known]) => known === id)?.[0] ?? 'unknown');

describe('the list of reviews', () => {
  it('holds what the caller can see, newest first: rounds, and runs that posted none', async () => {
    const answer = await list();
    expect(names(answer.items)).toEqual(['pending', 'failed', 'till', 'bob', 'second', 'first']);
    expect(JSON.stringify(answer)).not.toMatch(/canary|hidden/i);
  });

  it('says of each what the contract names', async () => {
    const { items } = await list();
    expect(items.at(-1)).toEqual({
      id: ids.first,
      repo: 'acme/shop',
      pr_number: 1,
      pr_title: 'Add 100% discount',
      pr_state: 'open',
      author: 'ada',
      origin: 'assisted',
      outcome: 'reviewed',
      reason: null,
      verdict: 'REQUEST_CHANGES',
      round: 1,
      head_sha: '1'.repeat(40),
      findings: { must_fix: 1, should_fix: 0, minor: 1 },
      coverage: { read: 2, total: 3 },
      cost_usd: 0.125,
      duration_ms: 38_000,
      created_at: '2026-11-01T10:00:00.000Z',
    });
    expect(items[1]).toMatchObject({
      outcome: 'failed',
      reason: 'GitHub gave no answer',
      verdict: null,
      round: null,
      coverage: null,
      cost_usd: 0.5,
      duration_ms: 2000,
    });
    expect(items[0]).toMatchObject({ outcome: null, reason: null, duration_ms: null });
  });

  it.each([
    ['?status=completed', ['bob', 'second', 'first']],
    ['?status=reviewed', ['bob', 'first']],
    ['?status=partial', ['second']],
    ['?status=skipped', ['till']],
    ['?status=failed', ['failed']],
    ['?status=pending', ['pending']],
    ['?repo=ACME/till', ['till']],
    ['?author=bob', ['failed', 'bob']],
    ['?origin=bot', ['till']],
    ['?origin=assisted&status=completed', ['second', 'first']],
    ['?q=100%25', ['pending', 'second', 'first']],
    ['?q=%25', ['pending', 'second', 'first']],
    ['?q=till', ['till']],
    ['?q=%232', ['failed', 'bob']],
    ['?since=2026-11-04T12:00:00%2B02:00', ['pending', 'failed', 'till']],
    ['?q=nothing', []],
  ])('filters: %s', async (query, expected) => {
    expect(names((await list(query)).items)).toEqual(expected);
  });

  it('goes on where it ended while reviews come in, each once, also within one millisecond', async () => {
    const pull = await addPull(rig.system, shop, { number: 30, author: 'paging' });
    for (let at = 0; at < 5; at++)
      await addReview(rig.system, shop, {
        pull_request_id: pull,
        pull_number: 30,
        created_at: `2026-10-01T10:00:00.00000${at}Z`,
      });
    await addRun(rig.system, shop, { pull_request_id: pull, queued_at: '2026-10-01T10:00:00.000002Z' });
    const seen: Item[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const answer = await list(`?author=paging&limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...answer.items);
      cursor = answer.next_cursor;
      const late = { pull_request_id: pull, pull_number: 30, created_at: '2026-10-02T10:00:00Z' };
      if (seen.length === 2) await addReview(rig.system, shop, late);
    }
    expect(seen).toHaveLength(6);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(6);
  });

  it.each([
    ['?status=done', ['query.status']],
    ['?limit=101&origin=alien', ['query.limit', 'query.origin']],
    ['?since=monday', ['query.since']],
    ['?q=', ['query.q']],
    ['?q=%00', ['query.q']],
    ['?sort=up', ['query.sort']],
    [`?cursor=${Buffer.from('["1","x"]').toString('base64url')}`, ['query.cursor']],
  ])('refuses %s', async (query, fields) => {
    const response = await rig.ask('ada', `/reviews${query}`);
    expect(response.status).toBe(400);
    const { errors } = await json<{ errors: { field: string }[] }>(response);
    expect(errors.map(({ field }) => field).toSorted()).toEqual(fields);
  });

  it.each(['acme/hidden', 'other/canary', 'acme/none', 'shop'])('answers 404 for the repository %s', async (repo) => {
    expect((await rig.ask('ada', `/reviews?repo=${repo}`)).status).toBe(404);
  });

  it('asks PostgreSQL for no time that it does not know', async () => {
    for (const at of ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '2026-01-01T00:00:00%2B23:59'])
      expect((await rig.ask('ada', `/reviews?since=${at}`)).status).toBe(200);
    const far = Buffer.from(JSON.stringify(['99999999999999999', ids.first])).toString('base64url');
    expect((await rig.ask('ada', `/reviews?cursor=${far}`)).status).toBe(200);
    expect(rig.errors).toEqual([]);
  });
});

describe('one review', () => {
  const read = async (id: string | undefined) => json<Record<string, unknown>>(await rig.ask('ada', `/reviews/${id}`));

  it('shows its text with the states of now, its findings with history, coverage, context, steps and model', async () => {
    const review = await read(ids.first);
    expect(review.markdown).toContain('| fixed in [`2222222`](https://github.com/acme/shop/commit/');
    expect(review.markdown).toContain('### Review: no open findings · 1 fixed · reviewed');
    expect(review).toMatchObject({
      status: 'done',
      run_id: ids.postedRun,
      url: 'https://github.com/acme/shop/pull/1',
      github_review_url: 'https://github.com/acme/shop/pull/1#pullrequestreview-77',
      coverage: { total: 3, read: ['src/a.ts', 'src/b.ts'], skipped: [{ path: 'x.lock', reason: 'lockfile' }] },
      context: { linked_issues: [{ number: 9 }], missing: [{ source: 'graph' }], notices: ['an unknown key'] },
      steps: [{ step: 'fetch', duration_ms: 12, level: 'INFO' }],
      model: { name: 'claude-sonnet-5-5', effort: 'high', tokens_in: 900, parts: { change: 800 } },
    });
    expect(review.findings).toMatchObject([
      {
        handle: 'F1',
        state: 'fixed',
        history: [
          { event: 'found', round: 1 },
          { event: 'fixed', round: 2, head_sha: '2'.repeat(40) },
        ],
      },
      { handle: 'F2', url: 'https://github.com/acme/shop/pull/1#discussion_r501' },
    ]);
  });

  it('tells a later round of what was told before', async () => {
    const { findings, context, model } = await read(ids.second);
    expect((findings as { handle: string }[]).map(({ handle }) => handle)).toEqual(['F1', 'F2', 'F3']);
    expect([context, model]).toEqual([null, null]);
  });

  it('is found by its run, before and after that has posted it', async () => {
    expect(await read(ids.pending)).toMatchObject({ id: ids.pending, status: 'pending', markdown: null, findings: [] });
    expect(await read(ids.postedRun)).toMatchObject({ id: ids.first, status: 'done' });
    expect((await read(ids.failed)).markdown).toContain('failed: GitHub gave no answer');
  });

  it('is 404 where the caller cannot see it, and 400 where it is no id', async () => {
    for (const id of [
      ids['hidden tenant'],
      ids['hidden repository'],
      ids.hiddenRun,
      '00000000-0000-0000-0000-000000000000',
    ]) {
      const response = await rig.ask('ada', `/reviews/${id}`);
      expect([response.status, await response.text()]).toEqual([404, expect.not.stringContaining('CANARY')]);
    }
    expect((await rig.ask('ada', '/reviews/7')).status).toBe(400);
  });
});
