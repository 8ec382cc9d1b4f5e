import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { redrive } from '../../src/workflows/events/redrive.js';
import type { Barrier } from '../../src/test-switches.js';
import type { Issue } from '../../src/sandbox/types.js';
import { buildFlow, commitOn, type Flow } from './flow-stage.js';

let flow: Flow;
const leaks: string[] = [];
process.on('warning', ({ name, message }) => name === 'MaxListenersExceededWarning' && leaks.push(message));
let atBarrier: (barrier: Barrier) => void = () => undefined;

beforeAll(async () => {
  flow = await buildFlow({ reached: (barrier) => atBarrier(barrier) });
});
afterEach(() => {
  atBarrier = () => undefined;
  flow.sandbox.state.faults.clear();
});
afterAll(() => flow.close());

/** The actions whose steps the execution log of a pull request's runs names, in their order. */
async function steps({ number }: Issue): Promise<string[]> {
  const rows: { step: string }[] = await flow.source.query(
    `SELECT step_name AS step FROM execution_logs l JOIN workflow_runs r ON r.id = l.execution_id
       JOIN pull_requests p ON p.id = r.pull_request_id WHERE p.number = $1 ORDER BY l.created_at, l.id`,
    [number],
  );
  return rows.map(({ step }) => step);
}

describe('a delivery', () => {
  it('becomes one posted review, its steps in the log in their order', async () => {
    const issue = await flow.openPull();
    const runs = await flow.untilEnded(issue.number);
    expect(runs).toMatchObject([{ status: 'completed', outcome: 'partial', attempt: 1 }]);
    expect(flow.seen(issue)).toMatchObject({ submitted: 1, pending: 0, unfinishedChecks: 0 });
    const logged = await steps(issue);
    const named = ['fetch', 'plan', 'gather', 'analyse', 'verify', 'compare', 'render', 'publish'];
    expect(logged.filter((step) => named.includes(step))).toEqual(named.filter((step) => logged.includes(step)));
    expect(logged).toEqual(expect.arrayContaining(['fetch', 'gather', 'analyse', 'publish']));
  });

  it('of a draft is skipped without a word, and reviewed when it is ready', async () => {
    const issue = await flow.openPull({ draft: true });
    expect(await flow.untilEnded(issue.number)).toMatchObject([{ outcome: 'skipped' }]);
    expect(flow.seen(issue)).toMatchObject({ submitted: 0, summaries: [] });
    if (issue.pull) issue.pull.draft = false;
    await flow.sandbox.sendPull(flow.repository, issue, 'ready_for_review');
    expect((await flow.untilEnded(issue.number, 2)).at(-1)).toMatchObject({ outcome: 'partial' });
  });

  it('that asks again for the same head for the same reason changes nothing', async () => {
    const issue = await flow.openPull();
    await flow.untilEnded(issue.number);
    await flow.sandbox.sendPull(flow.repository, issue, 'reopened');
    expect((await flow.untilEnded(issue.number, 2)).at(-1)).toMatchObject({
      outcome: 'skipped',
      reason: expect.stringContaining('is reviewed already'),
    });
    expect(flow.seen(issue)).toMatchObject({ submitted: 1 });
  });
});

describe('a command', () => {
  it('asks for a review, and is answered', async () => {
    const issue = await flow.openPull();
    await flow.untilEnded(issue.number);
    const made = await flow.sandbox.comment(flow.repository, issue.number, 'acme', '/nectr review');
    expect((await flow.untilEnded(issue.number, 2)).at(-1)).toMatchObject({ outcome: 'partial' });
    expect(flow.seen(issue).summaries.length).toBeGreaterThan(1);
    expect(made.reactions.map(({ content }) => content)).toEqual(['+1']);
  });

  it('pauses the reviews of a pull request, and resume starts the one that was missed', async () => {
    const issue = await flow.openPull();
    await flow.untilEnded(issue.number);
    await flow.sandbox.comment(flow.repository, issue.number, 'acme', '/nectr pause');
    await flow.untilEnded(issue.number, 2);
    const head = commitOn(flow, issue.pull?.head.sha ?? '');
    await flow.sandbox.push(flow.repository, issue.number, head);
    expect((await flow.untilEnded(issue.number, 3)).at(-1)).toMatchObject({
      outcome: 'skipped',
      reason: expect.stringMatching(/pause/i),
    });
    await flow.sandbox.comment(flow.repository, issue.number, 'acme', '/nectr resume');
    const runs = await flow.untilEnded(issue.number, 5);
    expect(runs.filter(({ outcome }) => outcome === 'partial')).toHaveLength(2);
  });

  it('of a stranger is refused once', async () => {
    const issue = await flow.openPull();
    await flow.untilEnded(issue.number);
    await flow.sandbox.comment(flow.repository, issue.number, 'stranger', '/nectr pause');
    await flow.untilEnded(issue.number, 2);
    expect(flow.seen(issue).summaries.join('\n')).toContain('needs write permission');
    const rows = await flow.source.query('SELECT paused FROM pull_requests WHERE number = $1', [issue.number]);
    expect(rows).toEqual([{ paused: false }]);
  });

  it('that cannot be carried out is answered with the reason', async () => {
    const issue = await flow.openPull();
    await flow.untilEnded(issue.number);
    flow.sandbox.state.faults.add({ kind: 'status', status: 451, match: { path: /\/permission$/ }, times: 100 });
    const made = await flow.sandbox.comment(flow.repository, issue.number, 'acme', '/nectr explain F1');
    expect((await flow.untilEnded(issue.number, 2)).at(-1)).toMatchObject({ status: 'failed', outcome: 'failed' });
    expect(flow.seen(issue).summaries.join('\n')).toContain('This could not be done: ');
    expect(made.reactions.map(({ content }) => content)).toEqual(['confused']);
  });

  it.each([
    ['a command', '/nectr explain F1', 'POST', /\/issues\/\d+\/comments$/],
    ['a review', '/nectr review full', 'GET', /\/files$/],
  ])('%s that fails after it was seen is seen as not done, and nothing else', async (_, body, method, path) => {
    const issue = await flow.openPull();
    await flow.untilEnded(issue.number);
    flow.sandbox.state.faults.add({ kind: 'status', status: 451, match: { method, path }, times: 1 });
    const made = await flow.sandbox.comment(flow.repository, issue.number, 'acme', body);
    expect((await flow.untilEnded(issue.number, 2)).at(-1)).toMatchObject({ status: 'failed', outcome: 'failed' });
    await expect.poll(() => made.reactions.map(({ content }) => content)).toEqual(['confused']);
  });
});

describe('what comes while a review is under way', () => {
  it('a push: the old run ends itself, and only the new head is reviewed', async () => {
    flow.sandbox.state.faults.add({ kind: 'delay', delayMs: 800, match: { path: /\/files$/ }, times: 1 });
    const issue = await flow.openPull();
    await expect.poll(() => flow.sandbox.state.faults.pending(), { timeout: 90_000 }).toBe(0);
    const head = commitOn(flow, issue.pull?.head.sha ?? '');
    await flow.sandbox.push(flow.repository, issue.number, head);
    const runs = await flow.untilEnded(issue.number, 2);
    expect(runs).toMatchObject([
      { status: 'cancelled', outcome: 'skipped', reason: `superseded by ${head}` },
      { status: 'completed', outcome: 'partial' },
    ]);
    expect(flow.seen(issue)).toMatchObject({ submitted: 1, pending: 0, unfinishedChecks: 0 });
  });

  it('a push that no delivery told: the run reads the new head and says so on the old one', async () => {
    const issue = await flow.openPull({ deliver: false });
    const old = issue.pull?.head.sha ?? '';
    const head = commitOn(flow, old);
    flow.sandbox.state.faults.add({
      kind: 'delay',
      delayMs: 500,
      match: { method: 'POST', path: /\/graphql$/ },
      times: 1,
    });
    await flow.sandbox.sendPull(flow.repository, issue, 'opened');
    await flow.sandbox.push(flow.repository, issue.number, head, false);
    expect(await flow.untilEnded(issue.number)).toMatchObject([{ outcome: 'partial' }]);
    const rows = await flow.source.query(
      'SELECT r.head_sha FROM workflow_runs r JOIN pull_requests p ON p.id = r.pull_request_id WHERE p.number = $1',
      [issue.number],
    );
    expect(rows).toEqual([{ head_sha: head }]);
  });

  it('closing: nothing is posted', async () => {
    flow.sandbox.state.faults.add({ kind: 'delay', delayMs: 800, match: { path: /\/files$/ }, times: 1 });
    const issue = await flow.openPull();
    await expect.poll(() => flow.sandbox.state.faults.pending(), { timeout: 90_000 }).toBe(0);
    await flow.sandbox.closePull(flow.repository, issue.number);
    expect(await flow.untilEnded(issue.number)).toMatchObject([{ outcome: 'skipped', reason: 'closed' }]);
    expect(flow.seen(issue)).toMatchObject({ submitted: 0, pending: 0, summaries: [] });
  });

  it('a clean stop: the run goes on in the next worker, and that counts as no attempt', async () => {
    flow.sandbox.state.faults.add({ kind: 'delay', delayMs: 3500, match: { path: /\/files$/ }, times: 1 });
    const issue = await flow.openPull();
    await expect.poll(() => flow.sandbox.state.faults.pending(), { timeout: 90_000 }).toBe(0);
    await flow.restartWorker();
    expect(await flow.untilEnded(issue.number)).toMatchObject([{ status: 'completed', outcome: 'partial' }]);
    expect(flow.seen(issue)).toMatchObject({ submitted: 1, pending: 0, unfinishedChecks: 0 });
  });
});

describe('a run that cannot succeed', () => {
  it('C5: ends as failed after its attempts, says so on the pull request, and is reviewed when redriven', async () => {
    flow.sandbox.state.faults.add({ kind: 'status', status: 451, match: { path: /\/files$/ }, times: 100 });
    const issue = await flow.openPull();
    const [run] = await flow.untilEnded(issue.number);
    expect(run).toMatchObject({ status: 'failed', outcome: 'failed' });
    expect(flow.seen(issue).summaries.join()).toContain('Review failed');
    expect(flow.seen(issue).unfinishedChecks).toBe(0);
    flow.sandbox.state.faults.clear();
    const events: { id: string }[] = await flow.source.query(
      'SELECT event_id AS id FROM workflow_runs WHERE execution_id = $1',
      [run?.execution_id],
    );
    expect(await redrive(flow.source, events[0]?.id ?? '')).toMatchObject([{ kind: 'queued' }]);
    expect((await flow.untilEnded(issue.number, 2)).at(-1)).toMatchObject({ outcome: 'partial' });
    expect(flow.seen(issue)).toMatchObject({ submitted: 1, unfinishedChecks: 0 });
    expect(flow.seen(issue).summaries.join()).not.toContain('Review failed');
  });

  it('C5: a fault of our own at a barrier fails the run and not the worker', async () => {
    atBarrier = (barrier) => {
      if (barrier === 'before-post') throw new Error('a bug');
    };
    const issue = await flow.openPull();
    expect(await flow.untilEnded(issue.number)).toMatchObject([{ status: 'failed', outcome: 'failed' }]);
    atBarrier = () => undefined;
    expect(flow.seen(issue)).toMatchObject({ submitted: 0, pending: 0, unfinishedChecks: 0 });
    const next = await flow.openPull();
    expect(await flow.untilEnded(next.number)).toMatchObject([{ outcome: 'partial' }]);
  });

  it.each([
    ['an unknown action', `UPDATE workflow_actions SET action_type = 'label_moon' WHERE action_type = 'post_review'`],
    ['a wrong configuration', `UPDATE workflow_actions SET config = '{"x":1}' WHERE action_type = 'post_review'`],
    [
      'conditions that cannot be read',
      `UPDATE workflow_actions SET conditions = '{"x":1}' WHERE action_type = 'post_review'`,
    ],
  ])('%s: the run fails with the reason, and nothing is posted', async (_, change) => {
    const before: { id: string; action_type: string; config: object; conditions: object | null }[] =
      await flow.source.query('SELECT id, action_type, config, conditions FROM workflow_actions');
    await flow.source.query(change);
    const issue = await flow.openPull();
    const [run] = await flow.untilEnded(issue.number);
    expect(run).toMatchObject({ status: 'failed', outcome: 'failed', reason: expect.any(String) });
    expect(flow.seen(issue)).toMatchObject({ submitted: 0, pending: 0 });
    for (const { id, action_type, config, conditions } of before) {
      await flow.source.query(
        'UPDATE workflow_actions SET action_type = $2, config = $3, conditions = $4 WHERE id = $1',
        [id, action_type, config, conditions],
      );
    }
  });
});

describe('a run that its workers died of', () => {
  it('C6: is settled: it says so on the pull request, and the worker that still has it is fenced', async () => {
    flow.sandbox.state.faults.add({ kind: 'delay', delayMs: 3000, match: { path: /\/files$/ }, times: 1 });
    const issue = await flow.openPull();
    await expect.poll(() => flow.sandbox.state.faults.pending(), { timeout: 90_000 }).toBe(0);
    // As the engine leaves a run after its last attempt.
    await flow.source.query(
      `UPDATE dbos.workflow_status SET status = 'MAX_RECOVERY_ATTEMPTS_EXCEEDED', updated_at = updated_at - 60000
        WHERE status = 'PENDING' AND name = 'run_workflow'`,
    );
    expect(await flow.untilEnded(issue.number)).toMatchObject([
      { status: 'failed', reason: 'the worker died three times at this run', attempt: 2 },
    ]);
    await expect.poll(() => flow.seen(issue).summaries.join(), { timeout: 90_000 }).toContain('died three times');
    await expect.poll(() => flow.seen(issue).unfinishedChecks, { timeout: 90_000 }).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(flow.seen(issue)).toMatchObject({ submitted: 0, pending: 0 });
    expect(flow.seen(issue).summaries).toHaveLength(1);
  });
});

describe('the schedules', () => {
  it('catch up: what was due while no worker lived is done once, whoever asks', async () => {
    const jobs = () =>
      flow.source.query(
        `SELECT name, count(*)::int AS times, min(status) AS status FROM dbos.workflow_status
          WHERE queue_name = 'maintenance' AND created_at > $1 GROUP BY name ORDER BY name`,
        [started],
      );
    const started = Date.now();
    const now = new Date('2031-03-05T10:20:30Z');
    await flow.worker.catchUp(now);
    await flow.worker.catchUp(now);
    await expect
      .poll(
        async () =>
          ((await jobs()) as { name: string; status: string }[])
            .filter(({ status }) => status === 'SUCCESS')
            .map(({ name }) => name),
        { timeout: 90_000 },
      )
      .toEqual([
        'check_integrations',
        'ensure_log_partitions',
        'list_decisions',
        'purge_graph_leftovers',
        'purge_old_rows',
        'purge_uninstalled',
        'reconcile_deliveries',
        'refresh_review_daily',
        'scan_unscanned',
        'sweep_open_pulls',
        'sync_installations',
      ]);
    expect(flow.warnings.filter((text) => text === 'job failed')).toEqual([]);
    const rows: unknown[] = await flow.source.query(
      `SELECT name FROM sync_cursors WHERE name = 'deliveries' UNION ALL SELECT full_name FROM repositories WHERE is_active`,
    );
    expect(rows).toEqual([{ name: 'deliveries' }, { name: 'acme/orchard' }]);
  });
});

describe('L3: a permission that the installation has not granted, or not any more', () => {
  it.each(['contents', 'checks', 'issues', 'pull_requests'])(
    '%s: the run ends with the reason, told on the pull request, and is reviewed once it is granted',
    async (permission) => {
      const granted = { ...flow.installation.permissions };
      delete flow.installation.permissions[permission];
      const issue = await flow.openPull();
      const [run] = await flow.untilEnded(issue.number);
      expect(run).toMatchObject({
        status: 'failed',
        outcome: 'failed',
        reason: expect.stringContaining('lacks a permission: an owner has to accept'),
      });
      expect(flow.seen(issue).summaries.join()).toContain('lacks a permission');
      expect(flow.seen(issue)).toMatchObject({ submitted: 0, pending: 0 });
      Object.assign(flow.installation.permissions, granted);
      await flow.sandbox.sendInstallation(flow.installation, 'new_permissions_accepted');
      await flow.sandbox.comment(flow.repository, issue.number, 'acme', '/nectr review');
      expect((await flow.untilEnded(issue.number, 2)).at(-1)).toMatchObject({ outcome: 'partial' });
      expect(flow.seen(issue)).toMatchObject({ submitted: 1, unfinishedChecks: 0 });
    },
  );

  it('taken away while the review is under way: no second try, told, nothing pending', async () => {
    const body = { message: 'Resource not accessible by integration' };
    const match = { method: 'POST', path: /\/reviews$/ };
    flow.sandbox.state.faults.add({ kind: 'status', status: 403, body, match, times: 100 });
    const issue = await flow.openPull();
    const [run] = await flow.untilEnded(issue.number);
    expect(run).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('lacks a permission') });
    expect(flow.sandbox.state.faults.pending()).toBe(99);
    expect(flow.seen(issue).summaries.join()).toContain('lacks a permission');
    expect(flow.seen(issue)).toMatchObject({ submitted: 0, pending: 0, unfinishedChecks: 0 });
  });

  it('of everything that writes: the reason stands in the record and in the log', async () => {
    const granted = { ...flow.installation.permissions };
    flow.installation.permissions = { metadata: 'read', contents: 'read' };
    const issue = await flow.openPull();
    const [run] = await flow.untilEnded(issue.number);
    expect(run).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('lacks a permission') });
    expect(flow.seen(issue)).toMatchObject({ submitted: 0, summaries: [] });
    expect(flow.warnings).toContain('the outcome could not be shown on the pull request');
    flow.installation.permissions = granted;
  });
});

describe('C19: transactions', () => {
  it('none is open across any call to GitHub, in a review and in a command', async () => {
    const { faults } = flow.sandbox.state;
    const take = faults.take.bind(faults);
    const looks: Promise<{ call: string; open: string[] }>[] = [];
    // Each request waits long enough for two looks. What is open in both was begun before it, or belongs to it.
    faults.take = (method, path) => {
      looks.push(openAcross().then((open) => ({ call: `${method} ${path}`, open })));
      return { kind: 'delay', delayMs: 250 };
    };
    const issue = await flow.openPull();
    await flow.untilEnded(issue.number);
    await flow.sandbox.comment(flow.repository, issue.number, 'acme', '/nectr pause');
    await flow.untilEnded(issue.number, 2);
    faults.take = take;
    const seen = await Promise.all(looks);
    expect(new Set(seen.map(({ call }) => call)).size).toBeGreaterThan(10);
    expect(seen.filter(({ open }) => open.length > 0)).toEqual([]);
  });

  it('one that is open across a call would be seen', async () => {
    const runner = flow.source.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT 1');
    expect(await openAcross()).toHaveLength(1);
    await runner.rollbackTransaction();
    await runner.release();
    expect(await openAcross()).toEqual([]);
  });

  /** Transactions that are open now and still are 150 ms later. */
  async function openAcross(): Promise<string[]> {
    const open = async (): Promise<string[]> => {
      const rows: { id: string }[] = await flow.source.query(
        `SELECT pid || ' ' || xact_start || ' ' || application_name AS id FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
            AND backend_type = 'client backend'`,
      );
      return rows.map(({ id }) => id);
    };
    const before = await open();
    await new Promise((resolve) => setTimeout(resolve, 150));
    const after = new Set(await open());
    return before.filter((id) => after.has(id));
  }
});

it('nothing piles up on a signal for as long as a worker lives', () => {
  expect(leaks).toEqual([]);
});
