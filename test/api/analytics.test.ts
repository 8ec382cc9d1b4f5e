import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addTenant, addUser, openApiRig, type TestCaller } from './api-rig.js';
import { addRun } from './ledger-rows.js';

const callers: Record<string, TestCaller> = {};
let rig: Awaited<ReturnType<typeof openApiRig>>;

interface Round {
  pull: string;
  round: number;
  outcome: string;
  verdict: string | null;
  daysAgo: number;
  cost: number;
}

beforeAll(async () => {
  rig = await openApiRig(() => callers);
  const { system } = rig;
  const acme = await addTenant(system, { account: 'acme', repositories: ['shop', 'hidden'] });
  const other = await addTenant(system, { account: 'other', repositories: ['secret'] });
  const shop = acme.access('read');
  const [first] = shop.installations;
  callers.ada = {
    userId: await addUser(system, 'ada'),
    login: 'ada',
    access: { installations: [{ ...first!, repositories: first!.repositories.slice(0, 1) }] },
  };
  const pull = async (
    owner: typeof acme,
    nth: number,
    number: number,
    more: { author: string; origin: string; closed?: boolean },
  ) => {
    const rows: { id: string }[] = await system.query(
      `INSERT INTO pull_requests (installation_id, repository_id, number, state, author, origin, head_ref, head_sha, base_ref, base_sha, opened_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'h', 'h', 'b', 'b', now() - interval '10 days') RETURNING id`,
      [owner.id, owner.repositoryIds[nth], number, more.closed ? 'closed' : 'open', more.author, more.origin],
    );
    return { id: rows[0]!.id, owner, nth, number };
  };
  const review = async (
    of: Awaited<ReturnType<typeof pull>>,
    { round, outcome, verdict, daysAgo, cost }: Omit<Round, 'pull'>,
  ) => {
    const rows: { id: string }[] = await system.query(
      `INSERT INTO reviews (installation_id, repository_id, pull_request_id, pull_number, head_sha, base_sha, round, trigger, outcome,
              reason, verdict, cost, duration_ms, created_at)
       VALUES ($1, $2, $3, $4, $5, 'b', $6, 'auto:main', $7, $8, $9, $10, 30000,
         ((now() AT TIME ZONE 'UTC')::date - $11::int + interval '1 hour') AT TIME ZONE 'UTC') RETURNING id`,
      [
        of.owner.id,
        of.owner.repositoryIds[of.nth],
        of.id,
        of.number,
        `h${round}`,
        round,
        outcome,
        outcome === 'reviewed' ? null : 'why',
        verdict,
        cost,
        daysAgo,
      ],
    );
    return rows[0]!.id;
  };
  const run = (of: Awaited<ReturnType<typeof pull>>, outcome: string, daysAgo: number) =>
    addRun(
      system,
      { installationId: of.owner.id, repositoryId: of.owner.repositoryIds[of.nth]! },
      {
        pull_request_id: of.id,
        status: outcome === 'failed' ? 'failed' : 'completed',
        outcome,
        completed_at: new Date(),
        queued_at: new Date(Date.parse(day(daysAgo)) + 7_200_000),
      },
    );
  const finding = (
    of: Awaited<ReturnType<typeof pull>>,
    reviewId: string,
    handle: number,
    category: string,
    rule: string,
    state: string,
    reason: string | null = null,
    daysAgo = 2,
  ) =>
    system.query(
      `INSERT INTO findings (installation_id, repository_id, pull_request_id, review_id, handle, fingerprint, rule, severity, category,
              title, body, path, line, quote, state, dismissed_reason, created_at)
       VALUES ($1, $2, $3, $4, $5, 'f' || $5::int, $6, 'must-fix', $7, 't', 'b', 'a.ts', 1, 'q', $8, $9, now() - make_interval(days => $10))`,
      [of.owner.id, of.owner.repositoryIds[of.nth], of.id, reviewId, handle, rule, category, state, reason, daysAgo],
    );
  // Two pull requests of Dora, one of an agent; a round too long ago; what nobody here may see.
  const one = await pull(acme, 0, 1, { author: 'dora', origin: 'human', closed: true });
  const two = await pull(acme, 0, 2, { author: 'dora', origin: 'human' });
  const three = await pull(acme, 0, 3, { author: 'copilot[bot]', origin: 'agent' });
  const four = await pull(acme, 0, 4, { author: 'eve', origin: 'human' });
  await system.query(
    `UPDATE pull_requests SET merged_at = opened_at + interval '240 hours', additions = 30, deletions = 10 WHERE id = $1`,
    [one.id],
  );
  const a = await review(one, { round: 1, outcome: 'reviewed', verdict: 'REQUEST_CHANGES', daysAgo: 2, cost: 0.2 });
  await review(one, { round: 2, outcome: 'partial', verdict: 'APPROVE', daysAgo: 1, cost: 0.1 });
  const b = await review(two, { round: 1, outcome: 'reviewed', verdict: 'NEEDS_DISCUSSION', daysAgo: 2, cost: 0.3 });
  // Such post no round: their run alone says so. What was skipped after a review takes nothing from it.
  await run(two, 'failed', 1);
  await run(one, 'skipped', 0);
  await run(three, 'skipped', 0);
  await run(four, 'failed', 3);
  await run(four, 'failed', 1);
  const c = await review(three, { round: 2, outcome: 'reviewed', verdict: 'APPROVE', daysAgo: 40, cost: 9 });
  await finding(one, a, 1, 'security', 'js/eval', 'fixed');
  await finding(one, a, 2, 'bug', 'claude/bug', 'dismissed', 'not a bug');
  await finding(one, a, 3, 'bug', 'claude/bug', 'open');
  await finding(two, b, 1, 'bug', 'claude/bug', 'open');
  await finding(two, b, 2, 'bug', 'claude/bug', 'dismissed', 'intentional here');
  await finding(two, b, 3, 'bug', 'claude/bug', 'outdated');
  await finding(three, c, 1, 'tests', 'tool/x', 'fixed', null, 45);
  for (const [owner, nth] of [
    [acme, 1],
    [other, 0],
  ] as const) {
    const unseen = await pull(owner, nth, 9, { author: 'canary', origin: 'human' });
    const d = await review(unseen, { round: 1, outcome: 'reviewed', verdict: 'APPROVE', daysAgo: 1, cost: 100 });
    await finding(unseen, d, 1, 'performance', 'claude/canary', 'fixed');
  }
});
afterAll(() => rig.close());

interface Answer extends Record<string, unknown> {
  items: Record<string, unknown>[];
  timeline: unknown[];
  time_to_first_review_seconds: number;
}

const read = async (path: string): Promise<Answer> => {
  const response = await rig.ask('ada', path);
  expect(response.status).toBe(200);
  const text = await response.text();
  expect(text).not.toContain('canary');
  expect(text).not.toContain('hidden');
  return JSON.parse(text) as Answer;
};
const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);

describe('analytics', () => {
  it('count what a person counts by hand', async () => {
    const { timeline, time_to_first_review_seconds: first, ...overview } = await read('/analytics?days=30');
    const decided = {
      findings: 5,
      fixed: 0,
      dismissed: 2,
      ignored: 1,
      open: 1,
      outdated: 1,
      addressed_rate: 0,
      false_positive_rate: 1 / 3,
    };
    const security = {
      findings: 1,
      fixed: 1,
      dismissed: 0,
      ignored: 0,
      open: 0,
      outdated: 0,
      addressed_rate: 1,
      false_positive_rate: 0,
    };
    expect(overview).toEqual({
      total_reviews: 3,
      failed_reviews: 3,
      pull_requests: 4,
      verdicts: { approve: 1, request_changes: 0, needs_discussion: 0 },
      outcomes: { reviewed: 0, partial: 1, skipped: 1, failed: 2 },
      top_contributors: [{ login: 'dora', pull_requests: 2, reviews: 3 }],
      addressed_rate: 1 / 4,
      false_positive_rate: 1 / 4,
      cost_usd: 0.6,
      cost_per_review_usd: 0.2,
      categories: [
        { category: 'bug', ...decided },
        { category: 'security', ...security },
      ],
      origins: [
        {
          origin: 'human',
          pull_requests: 3,
          reviews: 3,
          findings: 6,
          fixed: 1,
          dismissed: 2,
          ignored: 1,
          open: 1,
          outdated: 1,
          addressed_rate: 1 / 4,
          false_positive_rate: 1 / 4,
        },
        {
          origin: 'agent',
          pull_requests: 1,
          reviews: 0,
          findings: 0,
          fixed: 0,
          dismissed: 0,
          ignored: 0,
          open: 0,
          outdated: 0,
          addressed_rate: null,
          false_positive_rate: null,
        },
      ],
    });
    expect(first).toBeGreaterThan(7 * 86_400);
    expect(first).toBeLessThan(9 * 86_400);
    expect(timeline).toHaveLength(30);
    expect(timeline.slice(-4)).toEqual([
      { date: day(3), reviews: 0, pull_requests: 1, completed: 0, failed: 1, skipped: 0 },
      { date: day(2), reviews: 2, pull_requests: 2, completed: 2, failed: 0, skipped: 0 },
      { date: day(1), reviews: 1, pull_requests: 3, completed: 1, failed: 2, skipped: 0 },
      { date: day(0), reviews: 0, pull_requests: 2, completed: 0, failed: 0, skipped: 2 },
    ]);
    expect(timeline[0]).toEqual({ date: day(29), reviews: 0, pull_requests: 0, completed: 0, failed: 0, skipped: 0 });
  });

  it('count as failed what the list of reviews shows as failed', async () => {
    const { items } = await read('/reviews?status=failed&limit=100');
    const { failed_reviews: failed } = await read('/analytics?days=30');
    expect(failed).toBe(items.length);
    expect(await read('/repos/acme/shop/health')).toMatchObject({ failed_reviews: items.length });
  });

  it('take the days that are asked for', async () => {
    expect(await read('/analytics?days=60&repo=ACME/shop')).toMatchObject({ total_reviews: 4, cost_usd: 9.6 });
    expect((await read('/analytics/timeline?days=2')).items).toEqual([
      { date: day(1), reviews: 1, pull_requests: 3, completed: 1, failed: 2, skipped: 0 },
      { date: day(0), reviews: 0, pull_requests: 2, completed: 0, failed: 0, skipped: 2 },
    ]);
    for (const days of ['0', '366', 'x', '1.5'])
      expect((await rig.ask('ada', `/analytics?days=${days}`)).status).toBe(400);
    for (const repo of ['acme/hidden', 'other/secret', 'nobody/nothing'])
      expect((await rig.ask('ada', `/analytics?repo=${repo}`)).status).toBe(404);
  });

  it('end with the day that is asked for', async () => {
    const before = await read(`/analytics?days=30&until=${day(30)}`);
    expect(before).toMatchObject({ total_reviews: 1, cost_usd: 9, addressed_rate: 1 });
    expect([before.timeline.length, before.timeline[0], before.timeline.at(-1)]).toMatchObject([
      30,
      { date: day(59) },
      { date: day(30) },
    ]);
    expect(await read(`/analytics?days=2&until=${day(1)}`)).toMatchObject({ total_reviews: 3, pull_requests: 3 });
    expect((await read(`/analytics/timeline?days=1&until=${day(1)}`)).items).toHaveLength(1);
    expect((await read(`/analytics/insights?until=${day(30)}`)).per_repo).toMatchObject([{ reviews: 1, findings: 1 }]);
    expect((await read(`/analytics/quality?until=${day(30)}`)).items[0]).toMatchObject({ by: 'all', findings: 1 });
    for (const until of [day(-1), day(4000), '2026-02-30', 'x'])
      expect((await rig.ask('ada', `/analytics?until=${until}`)).status).toBe(400);
    expect((await rig.ask('ada', `/analytics/summary?until=${day(1)}`)).status).toBe(400);
  });

  it('sum up, and say null where nothing is known', async () => {
    expect(await read('/analytics/summary?days=1')).toMatchObject({
      total_reviews: 3,
      pull_requests: 4,
      success_rate: 1 / 3,
      avg_processing_seconds: 30,
      connected_repos: 1,
      reviews_today: 0,
      reviews_this_week: 3,
      avg_merge_hours: 240,
      avg_pr_size: 40,
    });
    expect((await read('/analytics/summary')).last_week_activity).toHaveLength(7);
    const insights = await read('/analytics/insights');
    expect(insights.merge_time).toEqual({ avg: 240, median: 240, fastest: 240, slowest: 240, sample: 1 });
    expect(insights.per_repo).toMatchObject([
      { repo: 'acme/shop', pull_requests: 4, reviews: 3, findings: 6, cost_usd: 0.6 },
    ]);
    const { items } = await read('/analytics/quality');
    expect(items.map(({ by, name, findings }) => [by, name, findings])).toEqual([
      ['all', 'all', 6],
      ['category', 'bug', 5],
      ['category', 'security', 1],
      ['severity', 'must-fix', 6],
      ['origin', 'human', 6],
      ['source', 'claude', 5],
      ['source', 'rules', 1],
    ]);
    expect(await read('/analytics/contributors')).toMatchObject({
      items: [{ login: 'dora', pull_requests: 2, reviews: 3 }],
      next_cursor: null,
    });
  });

  it('names nobody who does not want to be named', async () => {
    const { system } = rig;
    await system.query(`INSERT INTO users (github_id, login, is_named) VALUES (915, 'dora', false)`);
    try {
      expect(await read('/analytics/contributors')).toMatchObject({ items: [] });
      expect(await read('/analytics?repo=acme/shop&days=29')).toMatchObject({ total_reviews: 3, top_contributors: [] });
    } finally {
      await system.query('DELETE FROM users WHERE github_id = 915');
    }
  });
});
