import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/config.js';
import { createDemoRepository } from '../../../src/sandbox/demo-repository.js';
import { upsertSummary } from '../../../src/github/publish/upsert-summary.js';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.js';
import type { Repository } from '../../../src/sandbox/types.js';
import { createServices, type Services } from '../../../src/services.js';
import { handleEvent } from '../../../src/workflows/handle-event.js';
import { postOutcome } from '../../../src/workflows/pulls/post-outcome.js';
import { postWaiting } from '../../../src/workflows/pulls/post-waiting.js';
import { octokitOf, targetOf, withPullLease } from '../../../src/workflows/pulls/pull-writer.js';
import { claimRun, type RunRecord } from '../../../src/workflows/runs/run-record.js';
import { defaultTimings } from '../../../src/workflows/durable/timings.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';
import { pem } from '../../app-key.js';

const webhookSecret = 's'.repeat(40);
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const folder = mkdtempSync(join(tmpdir(), 'nectr-waiting-'));

let database: TestDatabase;
let sandbox: Sandbox;
let repository: Repository;
let services: Services;
let run: RunRecord;

beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret });
  const demo = await createDemoRepository(join(folder, 'repository'));
  const installation = await sandbox.install({ account: 'acme', deliver: false });
  repository = sandbox.addRepository({ installationId: installation.id, name: 'shop', folder: demo.folder });
  const config = readConfig({
    APP_ID: '1',
    PRIVATE_KEY: pem,
    WEBHOOK_SECRET: webhookSecret,
    GHE_HOST: sandbox.host,
    GHE_PROTOCOL: 'http',
    ANTHROPIC_API_KEY: 'sk-ant-test-0123456789',
  });
  if (config.mode === 'setup') throw new Error('the App is configured');
  const timings = { ...defaultTimings, writeInterval: 0 };
  services = await createServices({
    config,
    url: database.url,
    secretKeys: ['k'.repeat(40)],
    dataFolder: folder,
    timings,
    log: quiet,
  });
  const [pull] = demo.pulls;
  if (!pull) throw new Error('the demo has a pull request');
  await sandbox.openPull(repository, { ...pull, deliver: true });
  const delivery = sandbox.state.deliveries.at(-1);
  const rows: { id: string }[] = await services.source.query(
    `INSERT INTO events (source, event_type, delivery_id, payload) VALUES ('github', 'pull_request.opened', 'd', $1) RETURNING id`,
    [JSON.stringify(delivery?.payload)],
  );
  const { runs } = await handleEvent(
    { source: services.source, github: { self: async () => ({ appSlug: 'nectr' }) }, timings, log: quiet },
    rows[0]?.id ?? '',
  );
  const claimed = await claimRun(services.source, runs[0] ?? '');
  if (!claimed) throw new Error('the run is missing');
  run = claimed;
});
afterAll(async () => {
  await services.close();
  await sandbox.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

function comments(): string[] {
  return [...repository.comments.values()].filter(({ user }) => user.type === 'Bot').map(({ body }) => body);
}

describe('postWaiting', () => {
  const wait = { reason: 'Claude is overloaded', nextTry: new Date('2026-11-24T12:34:56Z') };

  it('says why and when it goes on, once, and leaves the check run under way', async () => {
    await postWaiting(services.ports, run, wait);
    await postWaiting(services.ports, run, wait);
    expect(comments()).toHaveLength(1);
    expect(comments()[0]).toContain(`### Review failed · \`${run.headSha.slice(0, 7)}\``);
    expect(comments()[0]).toContain('Claude is overloaded. Next try: 2026-11-24 12:34 UTC.');
    expect([...repository.checkRuns.values()].filter(({ status }) => status === 'completed')).toEqual([]);
    const rows = await services.source.query('SELECT status, outcome FROM workflow_runs');
    expect(rows).toEqual([{ status: 'running', outcome: null }]);
  });

  it('is replaced by the real end of the run', async () => {
    await postOutcome(services.ports, run, { kind: 'failed', reason: 'the branch is gone', nextTry: null });
    expect(comments()).toHaveLength(1);
    expect(comments()[0]).toContain('the branch is gone');
    expect(comments()[0]).not.toContain('Next try');
  });
});

describe('a wait that was told', () => {
  const wait = { reason: 'Claude is overloaded', nextTry: new Date('2026-11-24T12:34:56Z') };
  const summary = () => {
    const [only, ...others] = comments();
    expect(others).toEqual([]);
    return only ?? '';
  };
  const clear = () => {
    for (const [id, { user }] of repository.comments) if (user.type === 'Bot') repository.comments.delete(id);
  };
  const closed = { kind: 'skipped', reason: 'closed' } as const;

  it('leaves the summary when the run ends without a review, and the last review stands there again', async () => {
    clear();
    const publish = (text: string) =>
      withPullLease(services.ports, run, async (ports) =>
        upsertSummary(await octokitOf(services.ports, run), ports, targetOf(run), text),
      );
    await publish('### Review: 1 must-fix · partial abc');
    const review = summary();
    await postWaiting(services.ports, run, wait);
    expect(summary()).toContain('Next try');
    await postOutcome(services.ports, run, closed);
    expect(summary()).toBe(review);
    await postOutcome(services.ports, run, closed);
    expect(summary()).toBe(review);
  });

  it('leaves why there is no review where there was none, and that is no last review', async () => {
    clear();
    await postWaiting(services.ports, run, wait);
    await postOutcome(services.ports, run, closed);
    expect(summary()).toContain(`was not reviewed: closed.`);
    expect(summary()).not.toMatch(/Next try|overloaded|failed/);
    await postWaiting(services.ports, run, wait);
    expect(summary()).not.toContain('The last review');
  });

  it('of another head, and a failure, stay when a run is skipped', async () => {
    clear();
    await postWaiting(services.ports, run, wait);
    const parent = execFileSync('git', ['-C', repository.folder, 'rev-parse', `${run.headSha}^`], { encoding: 'utf8' });
    const other = { ...run, headSha: parent.trim() };
    await postOutcome(services.ports, other, closed);
    expect(summary()).toContain('Next try');
    await postOutcome(services.ports, run, { kind: 'failed', reason: 'the branch is gone', nextTry: null });
    await postOutcome(services.ports, run, closed);
    expect(summary()).toContain('the branch is gone');
  });

  it('posts nothing where none was told', async () => {
    clear();
    await postOutcome(services.ports, run, closed);
    expect(comments()).toEqual([]);
  });
});

describe('createServices', () => {
  it('has Claude and its budgets where a key is set', () => {
    expect(services.ports.claude?.model).toBe('claude-sonnet-5-5');
    expect(services.ports.claudeBudgets).toMatchObject({ reviewDollars: 3 });
  });
});
