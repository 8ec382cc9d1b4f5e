import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { withTenant } from '../../src/access/tenancy/with-tenant.js';
import { createDataSource } from '../../src/database/data-source.js';
import { readDiffReview, type DiffReviewState } from '../../src/workflows/diffs/read-diff-review.js';
import { requestDiffReview } from '../../src/workflows/diffs/request-diff-review.js';
import { addUser } from '../api/api-rig.js';
import { startScriptedAnthropic, type ScriptedAnthropic } from '../claude/scripted-anthropic.js';
import { buildFlow, type Flow } from './flow-stage.js';

/** A diff that nobody has pushed, through the queue and the pipeline; nothing of it reaches the host. */
const KEY = 'sk-ant-flow-000000';
let claude: ScriptedAnthropic;
let flow: Flow;
let api: DataSource;
let [userId, place, diff, base] = [0, { installationId: 0, repositoryId: 0 }, '', ''];

beforeEach(() => {
  claude.requests.length = 0;
  claude.setScript(({ model }) =>
    model === 'claude-haiku-5-5'
      ? JSON.stringify({ memories: [], parts: [] })
      : JSON.stringify({ summary: 'As before.', risk: 'low', unmet_criteria: [] }),
  );
});
beforeAll(async () => {
  claude = await startScriptedAnthropic({ apiKey: KEY });
  flow = await buildFlow({ env: { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: claude.url } });
  api = createDataSource({ scope: 'tenant', url: flow.url, poolSize: 2, applicationName: 'test api' });
  await api.initialize();
  userId = await addUser(flow.source, 'dora');
  const [pull] = flow.demo.pulls;
  base = git('merge-base', 'main', pull?.head ?? '').trim();
  diff = git('diff', '--no-ext-diff', base, pull?.head ?? '');
});
afterAll(async () => {
  await api.destroy();
  await flow.close();
  await claude.close();
});

const git = (...args: string[]) => execFileSync('git', ['-C', flow.demo.folder, ...args], { encoding: 'utf8' });

function repositories(): Promise<(typeof place)[]> {
  return flow.source.query(
    'SELECT installation_id AS "installationId", id AS "repositoryId" FROM repositories WHERE is_active',
  );
}

function ask(more: { diff?: string; base?: string | null; title?: string } = {}) {
  return withTenant(api, [place.installationId], (manager) =>
    requestDiffReview(manager, { ...place, userId, diff, base, title: 'Total the cart', ...more }),
  );
}

async function ended(id: string, by = userId): Promise<DiffReviewState> {
  let state: DiffReviewState | null = null;
  await expect
    .poll(
      async () => {
        state = await withTenant(api, [place.installationId], (manager) =>
          readDiffReview(manager, { id, userId: by, repositoryId: place.repositoryId }),
        );
        return state?.status;
      },
      { timeout: 90_000, interval: 50 },
    )
    .toMatch(/completed|failed|cancelled/);
  return state!;
}

async function review(more: Parameters<typeof ask>[0] = {}): Promise<DiffReviewState> {
  const asked = await ask(more);
  if (asked.kind !== 'diff review') throw new Error(JSON.stringify(asked));
  return ended(asked.id);
}

it('says what the review of the pull request says, and posts nothing', async () => {
  const issue = await flow.openPull();
  await flow.untilEnded(issue.number);
  place = (await repositories())[0] ?? place;
  const told: { path: string; line: number; rule: string }[] = await flow.source.query(
    'SELECT path, line, rule FROM findings ORDER BY path, line, rule',
  );
  expect(told.length).toBeGreaterThan(2);
  const writes = () => flow.sandbox.state.journal.filter(({ path }) => !path.includes('access_tokens')).length;
  const before = writes();
  const { status, result, baseSha } = await review();
  expect({ status, reason: result?.reason, unread: result?.coverage.unread }).toEqual({
    status: 'completed',
    reason: null,
    unread: [],
  });
  const found = result!.findings.map(({ path, line, rule }) => ({ path, line, rule }));
  expect(found.toSorted((a, b) => a.path.localeCompare(b.path) || a.line - b.line)).toEqual(
    told.toSorted((a, b) => a.path.localeCompare(b.path) || a.line - b.line),
  );
  expect(baseSha).toBe(base);
  expect(writes()).toBe(before);
  // Nobody else reads it, and nothing of the diff is kept.
  const rows = await flow.source.query('SELECT diff, checkpoints, phase FROM diff_reviews');
  expect(rows).toEqual([{ diff: null, checkpoints: {}, phase: null }]);
});

it('takes the same diff again for the same review', async () => {
  const [first, second] = [await ask(), await ask()];
  expect(first).toMatchObject({ kind: 'diff review', isNew: false });
  expect(second).toEqual(first);
  expect(await ask({ title: 'Another' })).toMatchObject({ isNew: true });
});

it('goes on after the end of a worker', async () => {
  const asked = await ask({ title: 'over the end of a worker' });
  await flow.restartWorker();
  if (asked.kind !== 'diff review') throw new Error(asked.reason);
  expect(await ended(asked.id)).toMatchObject({ status: 'completed' });
});

it('says where a diff does not apply, and to what', async () => {
  const path = diff.match(/^--- a\/(.+)$/m)![1]!;
  const other = diff.replaceAll(/^ .*\S.*$/gm, ' another line');
  expect(await review({ diff: other, title: 'x' })).toMatchObject({
    status: 'failed',
    error: expect.stringMatching(/^The diff does not apply to \S+ at [0-9a-f]{12}: its lines are others there\. Name/),
  });
  expect(await review({ base: 'no-such-branch' })).toMatchObject({
    status: 'failed',
    error: 'GitHub has no branch or commit no-such-branch of acme/orchard.',
  });
  const gone = diff.replaceAll(path, 'src/nowhere.ts');
  expect(await review({ diff: gone })).toMatchObject({ error: expect.stringContaining('src/nowhere.ts at') });
});

it('refuses what is no diff before anything runs', async () => {
  for (const [text, reason] of [
    ['hello', 'This is no output of git diff: no line of it begins with "diff --git".'],
    [diff + diff, 'twice: make one diff of the whole.'],
    [diff.replaceAll(/ b\/\S+/g, ' b/../../etc/passwd').replaceAll(/^\+\+\+ .*$/gm, '+++ b/../x'), 'is no path in'],
    ['diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,5 +1,5 @@\n broken\n', 'The diff cannot be read: line'],
  ] as const)
    expect(await ask({ diff: text })).toMatchObject({ kind: 'refused', reason: expect.stringContaining(reason) });
});

it('reads the lines that the diff brings, not those of the base', async () => {
  const key = `AKIA${'Q7ZXW2PL'.repeat(2)}`;
  const text = `diff --git a/src/added.ts b/src/added.ts
new file mode 100644
--- /dev/null
+++ b/src/added.ts
@@ -0,0 +1,2 @@
+export const id = '${key}';
+export const two = 2;
`;
  const { result, baseSha } = await review({ diff: text, base: null });
  expect(baseSha).toBe(git('rev-parse', 'main').trim());
  expect(result?.coverage).toMatchObject({ total: 1, read: 1 });
  expect(JSON.stringify(result)).not.toContain(key);
  expect(result?.findings).toMatchObject([
    { path: 'src/added.ts', line: 1, severity: 'must-fix', category: 'security' },
  ]);
});

it('lets the model read the diff as a part of the repository, and keeps its books', async () => {
  const text = `diff --git a/src/fresh.ts b/src/fresh.ts
new file mode 100644
--- /dev/null
+++ b/src/fresh.ts
@@ -0,0 +1,3 @@
+export function halfOfThePrice(cents: number): number {
+  return cents / 2;
+}
`;
  const read = { path: 'src/fresh.ts', from_line: 1, to_line: 3 };
  claude.setScript(({ messages, model }) => {
    if (model === 'claude-haiku-5-5') return JSON.stringify({ memories: [], parts: [] });
    if (messages.length > 1) return JSON.stringify({ summary: 'A price.', risk: 'low', unmet_criteria: [] });
    return {
      content: [
        { type: 'tool_use', name: 'read_file', input: read },
        { type: 'tool_use', name: 'search_code', input: { text: 'halfOfThePrice' } },
      ],
    };
  });
  const { result } = await review({ diff: text, base: null, title: 'Half of the price' });
  expect(result).toMatchObject({ outcome: 'reviewed', reason: null, model: 'claude-sonnet-5-5' });
  const [, second] = claude.requests;
  const tools = JSON.stringify(second?.body.messages.at(-1));
  expect(tools).toContain('return cents / 2;');
  expect(tools).toMatch(/src\/fresh\.ts:1/);
  const [row] = await flow.source.query(
    `SELECT d.model_tokens::int AS own, d.model_cost::float8 AS cost,
            (SELECT sum(tokens_in + tokens_out + tokens_cache_read + tokens_cache_write)::int FROM model_usage) AS all
       FROM diff_reviews d WHERE title = 'Half of the price'`,
  );
  expect(row.own).toBeGreaterThan(0);
  expect(row.all).toBeGreaterThanOrEqual(row.own);
  expect(result?.cost_usd).toBeCloseTo(row.cost, 5);
});
