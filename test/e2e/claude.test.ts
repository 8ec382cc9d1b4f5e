import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/review/ask/tools/report-finding.js';
import type { Issue } from '../../src/sandbox/types.js';
import { startScriptedAnthropic, type ScriptedAnthropic } from '../claude/scripted-anthropic.js';
import type { Request, ScriptedReply } from '../claude/scripted/wire-types.js';
import { buildStage, hasty, runsOf, seenOn, untilEnded, type Process, type Stage } from './stage.js';

let stage: Stage;
let claude: ScriptedAnthropic;
const workers: Process[] = [];

beforeAll(async () => {
  claude = await startScriptedAnthropic();
  stage = await buildStage();
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
  claude.requests.length = 0;
});
afterAll(async () => {
  await stage.close();
  await claude.close();
});

async function startWorker(env: Record<string, string> = {}, timings = {}): Promise<Process> {
  const worker = await stage.startWorker({
    timings,
    env: { ANTHROPIC_API_KEY: 'sk-ant-canary-e2e-000000', ANTHROPIC_BASE_URL: claude.url, ...env },
  });
  workers.push(worker);
  return worker;
}

const git = (...args: string[]) => execFileSync('git', ['-C', stage.demo.folder, ...args], { encoding: 'utf8' }).trim();

/** A commit on `parent` with the tree of `from`, some files changed. */
function commitOn(parent: string, from: string, changes: Record<string, (text: string) => string>): string {
  const env = { ...process.env, GIT_INDEX_FILE: `${stage.demo.folder}/index-claude-${process.pid}` };
  const run = (args: string[], input?: string) =>
    execFileSync('git', ['-C', stage.demo.folder, ...args], {
      env,
      encoding: 'utf8',
      ...(input === undefined ? {} : { input }),
    }).trim();
  run(['read-tree', from]);
  for (const [path, change] of Object.entries(changes)) {
    const text = execFileSync('git', ['-C', stage.demo.folder, 'show', `${from}:${path}`], { encoding: 'utf8' });
    run(['update-index', '--cacheinfo', `100644,${run(['hash-object', '-w', '--stdin'], change(text))},${path}`]);
  }
  const who = ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid'];
  return run([...who, 'commit-tree', run(['write-tree']), '-p', parent, '-m', 'change']);
}

const FAULTS = {
  'src/orders/export-orders.ts': [
    '    const fee = order.paymentId ? await paymentFee(order.paymentId) : 0;',
    'performance',
  ],
  'src/orders/find-orders.ts': ['  if (from >= to) return [];', 'bug'],
  'src/orders/order-routes.ts': ['    const { from, to } = Period.parse(c.req.query());', 'bug'],
  'src/orders/payment-fee.ts': ['  return data.reduce((sum, transaction) => sum + transaction.fee, 0);', 'bug'],
  'src/coupons/coupon-routes.ts': ["    if (!coupon) throw new NotFoundError('The coupon');", 'quality'],
} as const;
type Path = keyof typeof FAULTS;
const paths = Object.keys(FAULTS) as Path[];

function report(path: Path, over: Partial<Report> = {}): { type: 'tool_use'; name: string; input: Report } {
  const [quote, category] = FAULTS[path];
  return {
    type: 'tool_use',
    name: 'report_finding',
    input: {
      path,
      line: 1,
      start_line: null,
      quote,
      severity: 'should-fix',
      category,
      title: `Fault in ${path}`,
      why: 'It fails for some input.',
      how_verified: `${path}:1`,
      symbols: [],
      replacement: null,
      also: [],
      ...over,
    },
  };
}

const closing = (summary = 'Exports orders.'): ScriptedReply => ({
  content: [{ type: 'text', text: JSON.stringify({ summary, risk: 'medium', unmet_criteria: [] }) }],
});
const isFirst = ({ messages }: Request) => messages.length === 1;
const task = ({ messages }: Request): string => {
  const [first] = messages;
  const last = typeof first?.content === 'string' ? undefined : first?.content.at(-1);
  return last?.type === 'text' ? last.text : '';
};
/** What the agents of a chunk share. */
const prefix = ({ tools, system, messages, output_config }: Request) =>
  JSON.stringify([
    tools,
    system,
    output_config,
    Array.isArray(messages[0]?.content) ? messages[0].content.slice(0, -1) : null,
  ]);

async function findingsOf(issue: Issue): Promise<{ handle: number; path: string; state: string; rule: string }[]> {
  return stage.source.query(
    `SELECT handle, path, f.state, rule FROM findings f JOIN pull_requests p ON p.id = f.pull_request_id
      WHERE p.number = $1 AND rule LIKE 'claude/%' ORDER BY path`,
    [issue.number],
  );
}

async function untilRuns(issue: Issue, count: number) {
  await expect.poll(async () => (await runsOf(stage, issue.number)).length, { timeout: 90_000 }).toBe(count);
  return untilEnded(stage, issue.number);
}

describe('a review with Claude, from delivery to pull request', () => {
  it('three rounds: nothing is said twice, what is fixed is edited and folded, a rebase and a force-push change nothing', async () => {
    await startWorker();
    claude.setScript((request) => (isFirst(request) ? { content: paths.map((path) => report(path)) } : closing()));
    const issue = await stage.openPull();
    expect(await untilRuns(issue, 1)).toMatchObject([{ outcome: 'reviewed' }]);
    const first = seenOn(stage, issue);
    expect(first.submitted).toBe(1);
    expect(first.summaries[0]).toMatch(/claude-sonnet-5-5 · normal · (?:< )?\$0\.\d\d · \d+ s/);
    const told = await findingsOf(issue);
    expect(told.map(({ path, state }) => [path, state])).toEqual(paths.toSorted().map((path) => [path, 'open']));
    const comments = first.inline;

    // Three are fixed, one is dismissed with a reason, one stays.
    const dismissed = told.find(({ path }) => path === 'src/coupons/coupon-routes.ts');
    const before = await stage.source.query('SELECT count(*)::int AS n FROM workflow_runs');
    await stage.sandbox.comment(
      stage.repository,
      issue.number,
      'acme',
      `/nectr dismiss F${dismissed?.handle} intentional here: 404 is wanted`,
    );
    await expect
      .poll(async () => (await stage.source.query('SELECT count(*)::int AS n FROM workflow_runs'))[0].n)
      .toBe(before[0].n + 1);
    await expect
      .poll(async () => (await findingsOf(issue)).find(({ handle }) => handle === dismissed?.handle)?.state, {
        timeout: 90_000,
      })
      .toBe('dismissed');
    const fixed: Path[] = ['src/orders/export-orders.ts', 'src/orders/find-orders.ts', 'src/orders/order-routes.ts'];
    claude.setScript((request) => {
      if (!isFirst(request)) return closing();
      const asked = [...task(request).matchAll(/F(\d+)/g)].map(([handle]) => handle);
      return {
        content: [
          ...asked.map((finding) => ({
            type: 'tool_use',
            name: 'judge_finding',
            input: { finding, verdict: 'fixed', reason: 'gone' },
          })),
          // The model tells again what is known, in other words and under another kind.
          report('src/coupons/coupon-routes.ts', { title: 'Said in other words', category: 'bug' }),
          report('src/orders/payment-fee.ts', { title: 'Said in other words', category: 'performance' }),
        ],
      };
    });
    const head = issue.pull?.head.sha ?? '';
    const mend = (path: Path) => (text: string) =>
      text.replace(FAULTS[path][0], `    // mended\n${FAULTS[path][0].replace(/\S.*$/, '')}mended();`);
    const second = commitOn(head, head, Object.fromEntries(fixed.map((path) => [path, mend(path)])));
    await stage.sandbox.push(stage.repository, issue.number, second);
    await expect
      .poll(async () => (await findingsOf(issue)).filter(({ state }) => state === 'fixed').length, { timeout: 90_000 })
      .toBe(3);
    await untilEnded(stage, issue.number);
    const round2 = seenOn(stage, issue);
    expect(round2).toMatchObject({ submitted: 1, pending: 0, inline: comments, unfinishedChecks: 0 });
    expect(round2.summaries.filter((body) => body.includes('nectr:summary'))[0]).toContain('(round 2: 3 fixed, 0 new)');
    // Of eight findings five have comments, and so two of the three that are fixed.
    const posted = [...(issue.pull?.reviewComments.values() ?? [])].filter(({ inReplyTo }) => inReplyTo === null);
    const folded = posted.filter(({ minimized, body }) => minimized !== null && body.includes('Fixed in'));
    expect(folded).toEqual(posted.filter(({ original }) => fixed.includes(original.path as Path)));
    expect(folded).toHaveLength(2);
    expect((await findingsOf(issue)).map(({ path, state }) => [path, state])).toEqual(
      paths
        .toSorted()
        .map((path) => [path, fixed.includes(path) ? 'fixed' : path.startsWith('src/coupons') ? 'dismissed' : 'open']),
    );

    // The same tree on a newer base.
    const main = git('rev-parse', 'main');
    const rebased = commitOn(main, second, {});
    await stage.sandbox.push(stage.repository, issue.number, rebased);
    await expect
      .poll(
        async () =>
          (await stage.source.query('SELECT count(*)::int AS n FROM reviews WHERE head_sha = $1', [rebased]))[0].n,
        { timeout: 90_000 },
      )
      .toBe(1);
    await untilEnded(stage, issue.number);
    expect(seenOn(stage, issue)).toMatchObject({ submitted: 1, pending: 0, inline: comments });
    // Back to the first head: it has been reviewed.
    await stage.sandbox.push(stage.repository, issue.number, head);
    await expect
      .poll(async () => (await runsOf(stage, issue.number)).at(-1)?.reason, { timeout: 90_000 })
      .toMatch(/reviewed already/);
    expect(seenOn(stage, issue)).toMatchObject({ submitted: 1, pending: 0, inline: comments });
    expect(claude.containing('sk-ant-canary')).toEqual([]);
    expect(claude.requests.every(({ body }) => !JSON.stringify(body).includes('sk_live_'))).toBe(true);
  }, 180_000);

  it('parallel: the second and third agent send the first one’s prefix, after its first token, and read the cache', async () => {
    await startWorker({ PARALLEL_REVIEW_AGENTS: 'true' });
    claude.setScript((request) => closing(task(request).slice(0, 60)));
    const issue = await stage.openPull();
    expect(await untilRuns(issue, 1)).toMatchObject([{ outcome: 'reviewed' }]);
    const firsts = claude.requests.filter(({ body }) => task(body).startsWith('# Your task\nReview this part'));
    expect(firsts.map(({ body }) => /for (security|performance|correctness)/.exec(task(body))?.[1]).toSorted()).toEqual(
      ['correctness', 'performance', 'security'],
    );
    const [leader, ...others] = firsts;
    for (const other of others) {
      expect(prefix(other.body)).toBe(prefix(leader?.body as Request));
      expect(other.receivedAt).toBeGreaterThanOrEqual(leader?.firstTokenAt ?? Infinity);
      expect(other.usage?.cache_read_input_tokens).toBeGreaterThan(3000);
    }
    const synthesis = claude.requests.find(({ body }) => task(body).includes('Several reviewers'));
    expect(synthesis?.usage?.cache_read_input_tokens).toBeGreaterThan(1000);
  });

  it('F1, F2: a limit makes the run wait, and not the worker', async () => {
    await startWorker();
    claude.setScript(() => closing());
    claude.fault('rate-limit', { retryAfter: '2' });
    const from = Date.now();
    const [limited, other] = [await stage.openPull(), await stage.openPull({ draft: true })];
    expect(await untilEnded(stage, other.number)).toMatchObject([{ outcome: 'skipped' }]);
    expect(await untilRuns(limited, 1)).toMatchObject([{ outcome: 'reviewed', attempt: 1 }]);
    expect(Date.now() - from).toBeGreaterThanOrEqual(1900);
    expect(seenOn(stage, limited).submitted + seenOn(stage, limited).unfinishedChecks).toBeLessThanOrEqual(1);
  });

  it('F2: a refused key leaves the rules alone, says so, and is asked once', async () => {
    await startWorker();
    claude.fault('status', { status: 401 });
    const issue = await stage.openPull();
    expect(await untilRuns(issue, 1)).toMatchObject([
      { outcome: 'partial', reason: "rules only: the reviewer's model is not available" },
    ]);
    expect(seenOn(stage, issue)).toMatchObject({ submitted: 1 });
    expect(claude.requests).toHaveLength(1);
  });

  it('F10: a worker killed after a finished part does not pay for it again', async () => {
    const doomed = await startWorker({}, hasty);
    claude.setScript(async (request) => {
      if (task(request).includes('Try to refute each')) {
        if (doomed.child.exitCode === null && doomed.child.signalCode === null) {
          doomed.child.kill('SIGKILL');
          await doomed.ended;
        }
        return isFirst(request)
          ? {
              content: [
                {
                  type: 'tool_use',
                  name: 'judge_finding',
                  input: { finding: 'X1', verdict: 'stands', reason: 'read' },
                },
              ],
            }
          : closing();
      }
      return isFirst(request) && !task(request).includes('Find what they have missed')
        ? { content: [report('src/orders/find-orders.ts', { severity: 'must-fix' })] }
        : closing();
    });
    const issue = await stage.openPull();
    await doomed.ended;
    await startWorker({}, hasty);
    expect(await untilRuns(issue, 1)).toMatchObject([{ outcome: 'reviewed', attempt: 2 }]);
    const parts = claude.requests.filter(({ body }) => !task(body).includes('Try to refute each'));
    // Two requests of the first reader, one of the second.
    expect(parts).toHaveLength(3);
    expect(seenOn(stage, issue)).toMatchObject({ submitted: 1 });
    const [run] = await stage.source.query(
      'SELECT model_cost::float8 AS cost FROM workflow_runs ORDER BY queued_at DESC LIMIT 1',
    );
    expect(run.cost).toBeGreaterThan(0);
  });
});
