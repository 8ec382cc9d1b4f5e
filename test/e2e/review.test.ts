import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildStage, runsOf, seenOn, untilEnded, type Process, type Stage } from './stage.js';

let stage: Stage;
let worker: Process;

beforeAll(async () => {
  stage = await buildStage();
  worker = await stage.startWorker();
});
afterAll(() => stage.close());

const git = (...args: string[]) => execFileSync('git', ['-C', stage.demo.folder, ...args], { encoding: 'utf8' }).trim();

/** A commit on top of the pull request's head in which one file has other contents. */
function commitOn(head: string, path: string, change: (text: string) => string): string {
  const blob = execFileSync('git', ['-C', stage.demo.folder, 'hash-object', '-w', '--stdin'], {
    input: change(git('show', `${head}:${path}`)),
    encoding: 'utf8',
  }).trim();
  const env = { ...process.env, GIT_INDEX_FILE: `${stage.demo.folder}/index-${process.pid}` };
  const run = (...args: string[]) =>
    execFileSync('git', ['-C', stage.demo.folder, ...args], { env, encoding: 'utf8' }).trim();
  run('read-tree', head);
  run('update-index', '--cacheinfo', `100644,${blob},${path}`);
  return run(
    '-c',
    'user.name=T',
    '-c',
    'user.email=t@example.invalid',
    'commit-tree',
    run('write-tree'),
    '-p',
    head,
    '-m',
    'change',
  );
}

describe('a review from delivery to pull request', () => {
  it('says everything in the first round and only what is new in the next', async () => {
    const issue = await stage.openPull();
    expect(await untilEnded(stage, issue.number)).toMatchObject([{ outcome: 'partial', reason: 'rules only' }]);
    const first = seenOn(stage, issue);
    expect(first).toMatchObject({ submitted: 1, pending: 0, inline: 2, unfinishedChecks: 0 });
    expect(first.summaries).toHaveLength(1);
    expect(first.summaries[0]).toContain('2 must-fix');
    expect(first.summaries[0]).toContain('Claude not configured');
    expect(first.summaries[0]).toContain('Coverage: 11 of 12 files');
    expect(issue.reactions.map(({ content }) => content)).toEqual(['eyes']);

    const head = issue.pull?.head.sha ?? '';
    const fixed = commitOn(head, 'src/orders/payment-fee.ts', (text) =>
      text.replace(/^const STRIPE = .*$/m, "const STRIPE = process.env['STRIPE_KEY'] ?? '';"),
    );
    await stage.sandbox.push(stage.repository, issue.number, fixed);
    await expect.poll(async () => (await runsOf(stage, issue.number)).length).toBe(2);
    await untilEnded(stage, issue.number);
    const second = seenOn(stage, issue);
    expect(second).toMatchObject({ submitted: 1, pending: 0, inline: 2, unfinishedChecks: 0 });
    expect(second.summaries).toHaveLength(1);
    expect(second.summaries[0]).toContain('round 2: 1 fixed, 0 new');
    const minimised = [...(issue.pull?.reviewComments.values() ?? [])].filter(({ minimized }) => minimized !== null);
    expect(minimised.map(({ body }) => body.includes('Fixed in'))).toEqual([true]);
  });

  it.each([
    ['read', null],
    ['write', 'nectr[bot]'],
  ] as const)('with contents: %s, the thread of a fixed finding is resolved by %s', async (contents, resolver) => {
    stage.installation.permissions = { ...stage.installation.permissions, contents };
    await stage.sandbox.sendInstallation(stage.installation, 'new_permissions_accepted');
    const known = 'SELECT permissions FROM installations';
    await expect.poll(() => stage.source.query(known)).toMatchObject([{ permissions: { contents } }]);
    const issue = await stage.openPull();
    await untilEnded(stage, issue.number);
    const fixed = commitOn(issue.pull?.head.sha ?? '', 'src/orders/payment-fee.ts', (text) =>
      text.replace(/^const STRIPE = .*$/m, "const STRIPE = process.env['STRIPE_KEY'] ?? '';"),
    );
    await stage.sandbox.push(stage.repository, issue.number, fixed);
    await expect.poll(async () => (await runsOf(stage, issue.number)).length).toBe(2);
    expect((await untilEnded(stage, issue.number)).at(-1)).toMatchObject({ outcome: 'partial' });
    const comments = [...(issue.pull?.reviewComments.values() ?? [])];
    const resolvers = comments.map(({ minimized, resolvedBy }) => [minimized, resolvedBy?.login ?? null]);
    expect(resolvers.toSorted()).toEqual(
      [
        ['resolved', resolver],
        [null, null],
      ].toSorted(),
    );
  });

  it('skips a draft without a word on the pull request, and reviews it when it is ready', async () => {
    const issue = await stage.openPull({ draft: true });
    expect(await untilEnded(stage, issue.number)).toMatchObject([
      { outcome: 'skipped', reason: expect.stringContaining('draft') },
    ]);
    expect(seenOn(stage, issue)).toMatchObject({ submitted: 0, summaries: [], unfinishedChecks: 0 });
    expect(issue.reactions).toEqual([]);
    if (issue.pull) issue.pull.draft = false;
    issue.updatedAt = new Date(Date.parse(issue.updatedAt) + 5000).toISOString();
    await stage.sandbox.sendPull(stage.repository, issue, 'ready_for_review');
    await expect
      .poll(async () => (await runsOf(stage, issue.number)).at(-1)?.outcome, { timeout: 90_000 })
      .toBe('partial');
    expect(seenOn(stage, issue)).toMatchObject({ submitted: 1 });
  });

  it('reviews a fork through the base repository', async () => {
    const issue = await stage.openPull({ fork: 'stranger' });
    expect(await untilEnded(stage, issue.number)).toMatchObject([{ outcome: 'partial' }]);
    expect(seenOn(stage, issue)).toMatchObject({ submitted: 1 });
  });

  it('reviews the same head once, and again when somebody with write permission asks', async () => {
    const issue = await stage.openPull();
    await untilEnded(stage, issue.number);
    issue.updatedAt = new Date(Date.parse(issue.updatedAt) + 5000).toISOString();
    await stage.sandbox.sendPull(stage.repository, issue, 'reopened');
    await expect.poll(async () => (await runsOf(stage, issue.number)).length).toBe(2);
    const again = await untilEnded(stage, issue.number);
    expect(again.at(-1)).toMatchObject({ outcome: 'skipped', reason: expect.stringContaining('reviewed already') });
    expect(seenOn(stage, issue)).toMatchObject({ submitted: 1, unfinishedChecks: 0 });
    await stage.sandbox.comment(stage.repository, issue.number, 'stranger', '/nectr review');
    await expect.poll(async () => (await runsOf(stage, issue.number)).length).toBe(3);
    expect((await untilEnded(stage, issue.number)).at(-1)).toMatchObject({ reason: 'no write permission' });
    await stage.sandbox.comment(stage.repository, issue.number, 'acme', '/nectr review');
    await expect.poll(async () => (await runsOf(stage, issue.number)).length).toBe(4);
    expect((await untilEnded(stage, issue.number)).at(-1)).toMatchObject({ outcome: 'partial' });
  });

  it.each([/\/files$/, /\/reviews$/, /\/check-runs$/])(
    'has no transaction open while GitHub is asked for %s',
    async (path) => {
      stage.sandbox.state.faults.add({ kind: 'delay', delayMs: 2500, match: { path }, times: 1 });
      const issue = await stage.openPull();
      await expect.poll(() => stage.sandbox.state.faults.pending(), { timeout: 90_000 }).toBe(0);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      // Those of the queue come and go within milliseconds; one that waits for GitHub would be this old by now.
      const open = await stage.source.query(
        `SELECT application_name, query FROM pg_stat_activity WHERE datname = current_database()
          AND state LIKE 'idle in transaction%' AND xact_start < now() - interval '1 second'`,
      );
      expect(open).toEqual([]);
      await untilEnded(stage, issue.number);
    },
  );

  it('one process for all is ready, and its metrics show what the worker asked of GitHub', async () => {
    const all = await stage.startWeb({ ROLE: 'all' });
    const ready = async () => (await fetch(`http://127.0.0.1:${all.port}/readyz`)).json();
    await expect.poll(ready, { timeout: 90_000 }).toEqual({ status: 'ok', failing: [], degraded: [] });
    worker.child.kill('SIGTERM');
    await worker.ended;
    const issue = await stage.openPull();
    await untilEnded(stage, issue.number);
    const ports = [...stage.log().matchAll(/"metricsPort":(\d+)/g)].map(([, port]) => Number(port));
    const metrics = async () => (await fetch(`http://127.0.0.1:${ports.at(-1)}/metrics`)).text();
    await expect
      .poll(metrics, { timeout: 90_000 })
      .toMatch(/nectr_github_calls_total\{route="pulls",method="POST",status="200"\} 2/);
    await all.stop();
    worker = await stage.startWorker();
  });

  it('A12: a worker that is told to stop ends cleanly and leaves no heartbeat', async () => {
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toEqual({ code: 0, signal: null });
    expect(await stage.source.query('SELECT 1 FROM executors')).toEqual([]);
  });
});
