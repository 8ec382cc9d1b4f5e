import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { BudgetInput } from '../../src/ledger/budget-input.js';
import { setBudgets } from '../../src/ledger/set-budgets.js';
import { sendRepository } from '../../src/sandbox/send-repository.js';
import { seedPast } from '../../src/sandbox/seed-past.js';
import { cancelReplay, requestReplay } from '../../src/workflows/replays/request-replay.js';
import { ReplayResult, type TriedSettings } from '../../src/workflows/replays/replay-result.js';
import { addUser } from '../api/api-rig.js';
import { startScriptedAnthropic, type ScriptedAnthropic } from '../claude/scripted-anthropic.js';
import { buildFlow, type Flow } from './flow-stage.js';

const KEY = 'sk-ant-flow-000000';
const LATELY = { name: 'As it is', values: {} };
const STRICT = { name: 'Only what must be fixed', values: { min_severity: 'must-fix', max_comments: 1 } };

interface Row {
  status: string;
  reason: string | null;
  model: string | null;
  reviews_done: number;
  reviews_total: number | null;
}

/** A flow whose repository has merged pull requests, the last of them with findings. */
async function openMerged(env: Record<string, string>): Promise<{ flow: Flow; merged: number; place: Place }> {
  const flow = await buildFlow({ env });
  await seedPast(flow.sandbox, flow.repository, flow.demo, new Date());
  const issue = await flow.openPull({ deliver: false });
  await flow.sandbox.mergePull(flow.repository, issue.number);
  const userId = await addUser(flow.source, 'dora');
  const known = () =>
    flow.source.query('SELECT installation_id AS "installationId", id AS "repositoryId" FROM repositories');
  await sendRepository(flow.sandbox, 'added', flow.repository);
  await vi.waitFor(async () => expect(await known()).toHaveLength(1), { timeout: 90_000, interval: 50 });
  return { flow, merged: issue.number, place: { ...(await known())[0], userId } };
}

type Place = { installationId: number; repositoryId: number; userId: number };

async function startReplay(flow: Flow, place: Place, pullRequests: number, settings: TriedSettings): Promise<string> {
  const asked = await requestReplay(flow.source, { ...place, pullRequests, settings });
  if (asked.kind !== 'replay') throw new Error(asked.reason);
  return asked.id;
}

const readRow = async ({ source }: Flow, id: string): Promise<Row> =>
  (await source.query('SELECT status, reason, model, reviews_done, reviews_total FROM replays WHERE id = $1', [id]))[0];

async function ended(flow: Flow, id: string): Promise<Row> {
  const look = async () => (await readRow(flow, id)).status;
  await expect.poll(look, { timeout: 90_000, interval: 50 }).toMatch(/completed|stopped|failed|cancelled/);
  return readRow(flow, id);
}

const untilDone = (flow: Flow, id: string, count: number) =>
  expect
    .poll(async () => (await readRow(flow, id)).reviews_done, { timeout: 90_000, interval: 20 })
    .toBeGreaterThanOrEqual(count);

async function resultsOf({ source }: Flow, id: string, number: number): Promise<ReplayResult[]> {
  const rows: { result: unknown }[] = await source.query(
    'SELECT result FROM replay_reviews WHERE replay_id = $1 AND pull_number = $2 ORDER BY setting',
    [id, number],
  );
  return rows.map(({ result }) => ReplayResult.parse(result));
}

/** What was asked of the host that is not a read. */
const writes = ({ sandbox }: Flow) =>
  sandbox.state.journal.filter(({ path }) => !/access_tokens|\/graphql/.test(path)).map(({ path }) => path);

/** Somebody changes a line of a file on main. */
function changeLine({ demo: { folder } }: Flow, path: string, line: number): void {
  const env = { ...process.env, GIT_INDEX_FILE: `${folder}/index-of-test` };
  const git = (args: string[], input = '') =>
    execFileSync('git', ['-C', folder, ...args], { env, input, encoding: 'utf8' });
  const lines = git(['show', `main:${path}`]).split('\n');
  lines[line - 1] = 'const somethingElse = 1;';
  git(['read-tree', 'main']);
  const blob = git(['hash-object', '-w', '--stdin'], lines.join('\n')).trim();
  git(['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`]);
  const who = ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid'];
  const commit = git([...who, 'commit-tree', git(['write-tree']).trim(), '-p', 'main', '-m', 'Else']).trim();
  git(['update-ref', 'refs/heads/main', commit]);
}

describe('with a model', () => {
  let claude: ScriptedAnthropic;
  let flow: Flow;
  let place: Place;
  let merged: number;
  const asked = () => claude.requests.filter(({ body }) => body.model !== 'claude-haiku-5-5').length;

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
    ({ flow, merged, place } = await openMerged({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: claude.url }));
  });
  afterAll(async () => {
    await flow.close();
    await claude.close();
  });
  const start = (pulls: number, settings: TriedSettings) => startReplay(flow, place, pulls, settings);

  it('reviews the last merged pull requests with each of the settings, and writes nothing to the host', async () => {
    const before = writes(flow);
    const id = await start(3, [LATELY, STRICT]);
    expect(await ended(flow, id)).toEqual({
      status: 'completed',
      reason: null,
      model: 'claude-sonnet-5-5',
      reviews_done: 6,
      reviews_total: 6,
    });
    const [lately, strict] = await resultsOf(flow, id, merged);
    expect(lately!.findings.length).toBeGreaterThan(2);
    expect(strict!.findings.length).toBeLessThan(lately!.findings.length);
    expect(new Set(strict!.findings.map(({ severity }) => severity))).toEqual(new Set(['must-fix']));
    expect(strict!.findings.filter(({ inline }) => inline)).toHaveLength(1);
    // Nothing came after the merge.
    expect(new Set(lately!.findings.map(({ fate }) => fate))).toEqual(new Set(['unknown']));
    expect(asked()).toBe(12);
    expect(writes(flow)).toEqual(before);
    const [books] = await flow.source.query(
      `SELECT (SELECT sum(model_tokens)::int FROM replay_reviews) AS own, (SELECT count(*)::int FROM reviews) AS reviews,
              (SELECT sum(tokens_in + tokens_out + tokens_cache_read + tokens_cache_write)::int FROM model_usage
                WHERE model = 'claude-sonnet-5-5') AS all`,
    );
    expect(books).toMatchObject({ reviews: 0, own: books.all });
    expect(books.own).toBeGreaterThan(0);
    const left = await flow.source.query(`SELECT FROM replay_reviews WHERE checkpoints <> '{}'`);
    expect(left).toEqual([]);
  });

  it('tells which findings people named, and whose lines were changed later', async () => {
    const [before] = await resultsOf(flow, (await flow.source.query('SELECT id FROM replays'))[0].id, merged);
    const right = before!.findings.filter(({ side, start_line }) => side === 'RIGHT' && start_line === null);
    const changed = right[0]!;
    const named = right.find((one) => one.path !== changed.path || Math.abs(one.line - changed.line) > 6)!;
    changeLine(flow, changed.path, changed.line);
    comment(named.path, named.line);
    const id = await start(1, [LATELY]);
    expect(await ended(flow, id)).toMatchObject({ status: 'completed' });
    const [result] = await resultsOf(flow, id, merged);
    const at = ({ path, line }: { path: string; line: number }) =>
      result!.findings.find((one) => one.path === path && one.line === line);
    expect(at(changed)).toMatchObject({ fate: 'changed', named_by_people: false });
    expect(at(named)).toMatchObject({ fate: 'kept', named_by_people: true });
    expect(result!.drawn.known).toBeGreaterThan(0);
  });

  it('goes on after the end of a worker, and pays for nothing twice', async () => {
    // The second reading of the third review is under way when the worker ends, for good: in this process an ended
    // worker could still be answered. The first one is paid already.
    claude.fault('hang', { times: 1, when: ({ model }) => model !== 'claude-haiku-5-5' && asked() === 6 });
    const id = await start(3, [LATELY, STRICT]);
    await expect.poll(asked, { timeout: 90_000, interval: 20 }).toBe(6);
    await flow.restartWorker();
    expect(await ended(flow, id)).toMatchObject({ status: 'completed', reviews_done: 6 });
    // Each of the twelve was answered once; the one that was not answered was asked again.
    expect(
      claude.requests.filter(({ usage, body }) => usage !== null && body.model !== 'claude-haiku-5-5'),
    ).toHaveLength(12);
    expect(asked()).toBe(13);
  });

  it('stops where it is cancelled, and keeps what is done', async () => {
    const id = await start(10, [LATELY]);
    await untilDone(flow, id, 1);
    expect(await cancelReplay(flow.source, { id, by: 'dora' })).toBe(true);
    const { reviews_done: done } = await readRow(flow, id);
    const state = () =>
      flow.source.query('SELECT status FROM dbos.workflow_status WHERE workflow_uuid = $1', [`replay:${id}`]);
    await expect.poll(state, { timeout: 90_000 }).toEqual([{ status: 'SUCCESS' }]);
    const after = await readRow(flow, id);
    expect(after).toMatchObject({ status: 'cancelled', reason: 'cancelled by dora' });
    expect(after.reviews_done).toBeLessThanOrEqual(done + 1);
    expect(after.reviews_done).toBeLessThan(10);
    // Another one can be asked for at once.
    expect(await ended(flow, await start(1, [LATELY]))).toMatchObject({ status: 'completed' });
  });

  it('ends with the budget, and says whose it is', async () => {
    const [{ tokens }] = await flow.source.query(
      'SELECT sum(tokens_in + tokens_out + tokens_cache_read + tokens_cache_write)::int AS tokens FROM model_usage',
    );
    const limit = (daily_tokens: number | null) =>
      setBudgets(
        flow.source.manager,
        place.installationId,
        BudgetInput.parse({ repositories: [{ repository: 'acme/orchard', daily_tokens }] }),
        'dora',
      );
    await limit(tokens + 1);
    const id = await start(2, [LATELY]);
    const row = await ended(flow, id);
    expect(row).toMatchObject({ status: 'stopped', reviews_done: 0, reviews_total: 2 });
    expect(row.reason).toMatch(/^the daily budget of this repository \([\d,]+ tokens, set by dora\) is spent until/);
    expect(asked()).toBe(0);
    await limit(null);
  });

  it('is ended once the repository is not served any more', async () => {
    const id = await start(20, [LATELY]);
    await untilDone(flow, id, 1);
    await flow.source.query('UPDATE repositories SET is_active = false');
    expect(await ended(flow, id)).toMatchObject({
      status: 'cancelled',
      reason: 'the repository is not served any more',
    });
    await flow.source.query('UPDATE repositories SET is_active = true');
  });

  /** A person begins a thread on a line of the merged pull request. */
  function comment(path: string, line: number): void {
    const pull = flow.repository.issues.get(merged)?.pull;
    const user = [...flow.sandbox.state.users.values()].find(({ login }) => !login.endsWith('[bot]'))!;
    const where = { path, side: 'RIGHT', line, startLine: null, startSide: null, position: 1, diffHunk: '@@ -1 +1 @@' };
    const at = new Date().toISOString();
    pull!.reviewComments.set(900_001, {
      kind: 'review-comment',
      id: 900_001,
      reviewId: 900_000,
      inReplyTo: null,
      user,
      body: 'This looks wrong.',
      original: where as never,
      current: where as never,
      commitId: pull!.head.sha,
      originalCommitId: pull!.head.sha,
      createdAt: at,
      updatedAt: at,
      reactions: [],
      minimized: null,
      resolvedBy: null,
    });
  }
});

it('lets the rules speak alone where no model is configured', async () => {
  const { flow, merged, place } = await openMerged({});
  try {
    const id = await startReplay(flow, place, 1, [LATELY]);
    expect(await ended(flow, id)).toMatchObject({ status: 'completed', model: null });
    const [result] = await resultsOf(flow, id, merged);
    expect(result).toMatchObject({ model: null, cost_usd: 0, tokens: { input: 0 } });
    expect(result!.findings.length).toBeGreaterThan(0);
  } finally {
    await flow.close();
  }
});
