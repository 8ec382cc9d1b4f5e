import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCheckout, type Checkout } from '../../../src/checkout/open-checkout.js';
import { resolveRange } from '../../../src/checkout/resolve-range.js';
import { estimateCost } from '../../../src/claude/estimate-cost.js';
import type { ClaudeConfig } from '../../../src/claude-config.js';
import { localReviewer } from '../../../src/commands/review/local-reviewer.js';
import { planRequests } from '../../../src/commands/review/plan-requests.js';
import { planReport, renderPlan } from '../../../src/commands/review/render-plan.js';
import { reviewRange } from '../../../src/commands/review/review-range.js';
import { closePool } from '../../../src/review/analyzers/analyse.js';
import { localRepository, type LocalRepository } from '../../checkout/local-repository.js';
import { startScriptedAnthropic, type ScriptedAnthropic } from '../../claude/scripted-anthropic.js';

const MODEL = 'claude-sonnet-5-5';
let repo: LocalRepository;
let checkout: Checkout;
let claude: ScriptedAnthropic;

beforeAll(async () => {
  repo = localRepository();
  repo.commit('Start', { 'src/cart.ts': 'export const cart = [];\n', 'package-lock.json': '{}\n' });
  const lines = Array.from(
    { length: 400 },
    (_, n) => `export const price${n} = (cart: number[]) => cart[${n}] ?? ${n};`,
  );
  repo.commit('Price things', { 'src/cart.ts': `${lines.join('\n')}\n`, 'package-lock.json': '{"a":1}\n' });
  checkout = await openCheckout(repo.folder);
  claude = await startScriptedAnthropic({
    minCacheTokens: 4096,
    script: () => JSON.stringify({ summary: 'Nothing to say.', risk: 'low', unmet_criteria: [] }),
  });
});
afterAll(async () => {
  await Promise.all([checkout.close(), claude.close(), closePool()]);
  repo.remove();
});

const trace = { step: <T>(_: string, work: () => Promise<T>) => work() };
const { signal } = new AbortController();

async function plan(parallel: boolean) {
  const range = await resolveRange(checkout, { range: 'HEAD~1..HEAD', kind: 'commits' });
  const { reviewer, planned } = planRequests(checkout, range.headCommit, { model: MODEL, parallel });
  const reviewed = await reviewRange(checkout, range, trace, { signal, reviewer });
  return { planned, reviewed, estimate: estimateCost(MODEL, planned, new Date()) };
}

it.each([
  ['one agent', false, ['reading', 'reading']],
  ['three agents and the one that puts them together', true, ['reading', 'reading', 'reading', 'reading', 'synthesis']],
])('plans what is really sent by %s, without a key and a call', async (_, parallel, names) => {
  claude.requests.length = 0;
  const { planned, estimate } = await plan(parallel);
  expect(claude.requests).toEqual([]);
  expect(planned.map(({ name }) => name)).toEqual(names);

  const range = await resolveRange(checkout, { range: 'HEAD~1..HEAD', kind: 'commits' });
  const config: ClaudeConfig = {
    provider: { kind: 'anthropic', apiKey: 'sk-ant-000000', baseUrl: claude.url },
    model: MODEL,
    smallModel: MODEL,
    parallel,
    budgets: { reviewTokens: 1e9, reviewDollars: 1e6, dailyTokens: 1e9, dailyDollars: 1e6 },
  };
  const { result } = await reviewRange(checkout, range, trace, {
    signal,
    reviewer: await localReviewer(checkout, range.headCommit, config, 100, {
      claimed: () => undefined,
      spent: () => undefined,
    }),
  });
  const open = (body: unknown) => JSON.stringify(body).replaceAll(/data-[0-9a-f]{24}/g, 'data');
  const sent = claude.requests.map(({ body: { system, tools, messages } }) => open({ system, tools, messages }));
  const foreseen = planned.map(({ request: { system, tools, messages } }) => open({ system, tools, messages }));
  expect(sent.slice(0, names.length - 1)).toEqual(foreseen.slice(0, names.length - 1));
  expect(sent).toHaveLength(foreseen.length);
  const told = result.model?.cost ?? 0;
  expect(told).toBeGreaterThan(estimate.least * 0.5);
  expect(told).toBeLessThan(estimate.most);
});

it('says it for people and as JSON: requests, parts, what is not read, a range that the limit cuts', async () => {
  const { reviewed, estimate } = await plan(true);
  const report = planReport(reviewed, MODEL, estimate, 0.02);
  expect(report).toMatchObject({
    version: 1,
    model: MODEL,
    requests: [...Array(4).fill({ name: 'reading' }), { name: 'synthesis' }],
    parts: { diff: expect.any(Number) },
    dollars: { most: 0.02, never_above: 0.02 },
    priced: true,
    coverage: { read: ['src/cart.ts'], skipped: [{ path: 'package-lock.json', reason: 'lockfile' }] },
  });
  const lines = renderPlan(report).split('\n');
  expect(lines[0]).toBe(`5 requests planned for ${MODEL}; nothing was sent.`);
  expect(lines[2]).toMatch(/^ {2}reading: [\d,]+ tokens, [\d,]+ of them from the cache$/);
  expect(lines).toContainEqual(expect.stringMatching(/^Together [\d,]+ tokens; what is read, by part: diff [\d,]+, /));
  expect(lines).toContain('1 of 2 files read (1 skipped: lockfile).');
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^Cost: (?:less than )?\$0\.0[12] if Claude answers at once, \$0\.02 if it looks much up; never above \$0\.02\.$/,
    ),
  );
});

it('says of a change with nothing to ask about that nothing would be asked', () => {
  const coverage = { total: 1, read: [], skipped: [{ path: 'a.lock', reason: 'lockfile' }], unread: [] };
  const reviewed = { result: { model: null, coverage } } as unknown as Parameters<typeof planReport>[0];
  const report = planReport(reviewed, MODEL, estimateCost(MODEL, [], new Date()), 2);
  expect(renderPlan(report)).toBe('Nothing would be asked of Claude.\n0 of 1 file read (1 skipped: lockfile)\n');
});
