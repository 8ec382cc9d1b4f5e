import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FaultKind } from '../../src/sandbox/faults.js';
import type { Issue } from '../../src/sandbox/types.js';
import { buildStage, runsOf, seenOn, untilEnded, type Stage } from '../e2e/stage.js';

let stage: Stage;

beforeAll(async () => {
  stage = await buildStage();
  await stage.startWorker();
});
afterEach(() => stage.sandbox.state.faults.clear());
afterAll(() => stage.close());

const MATCHES = {
  'the token': { method: 'POST', path: /\/access_tokens$/ },
  'the pull request': { method: 'POST', path: /\/graphql$/ },
  'the files': { method: 'GET', path: /\/files$/ },
  'the review': { method: 'POST', path: /\/reviews$/ },
  'the submission': { method: 'POST', path: /\/events$/ },
  'the summary': { method: 'POST', path: /\/issues\/\d+\/comments$/ },
  'the check run': { method: 'PATCH', path: /\/check-runs\/\d+$/ },
} as const;

const FAULTS: readonly FaultKind[] = [
  { kind: 'status', status: 502 },
  { kind: 'lost-answer' },
  { kind: 'lost-answer', status: 502 },
  { kind: 'reset' },
  { kind: 'bad-json' },
];

const cases = Object.entries(MATCHES).flatMap(([what, match]) => FAULTS.map((fault) => ({ what, match, fault })));

describe('D1, D2, D7: GitHub fails once', () => {
  it.each(cases)(
    '$what: $fault',
    async ({ match, fault }) => {
      stage.sandbox.state.faults.add({ ...fault, match, times: 1 });
      const issue = await stage.openPull();
      expect(await untilEnded(stage, issue.number)).toMatchObject([{ outcome: 'partial' }]);
      expect(stage.sandbox.state.faults.pending()).toBe(0);
      expect(seenOn(stage, issue)).toMatchObject({ submitted: 1, pending: 0, inline: 2, unfinishedChecks: 0 });
      expect(seenOn(stage, issue).summaries).toHaveLength(1);
    },
    180_000,
  );
});

describe('D3, D4: GitHub limits us', () => {
  it.each([
    { kind: 'secondary-limit', retryAfter: 1 },
    { kind: 'primary-limit', resetSeconds: 1 },
    { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
  ] satisfies FaultKind[])(
    '$kind: the run waits as long as it was told and loses nothing',
    async (fault) => {
      stage.sandbox.state.faults.add({ ...fault, match: MATCHES['the review'], times: 1 });
      const issue = await stage.openPull();
      expect(await untilEnded(stage, issue.number)).toMatchObject([{ outcome: 'partial' }]);
      expect(seenOn(stage, issue)).toMatchObject({ submitted: 1, pending: 0, inline: 2 });
      const writes = stage.sandbox.state.journal.filter(({ path }) => path.includes(`/pulls/${issue.number}/reviews`));
      const [refused, next] = writes;
      expect(refused?.status).toBe(0);
      expect((next?.at.getTime() ?? 0) - (refused?.at.getTime() ?? 0)).toBeGreaterThanOrEqual(900);
    },
    180_000,
  );
});

it('D4: while one installation waits for its limit, another one is served, and nothing is asked too early', async () => {
  const { sandbox, demo } = stage;
  const [pull] = demo.pulls;
  if (!pull) throw new Error('the demo has no pull request');
  const other = await sandbox.install({ account: 'globex' });
  const pear = sandbox.addRepository({ installationId: other.id, name: 'pear', folder: demo.folder });
  const match = { method: 'GET', path: /\/acme\/orchard\/pulls\/\d+\/files$/ };
  sandbox.state.faults.add({ kind: 'primary-limit', resetSeconds: 4, match, times: 1 });
  const from = Date.now();
  const limited = await stage.openPull();
  await expect.poll(() => sandbox.state.faults.pending(), { timeout: 90_000 }).toBe(0);
  const asked = () => sandbox.state.requests.get('GET /repos/acme/orchard/pulls/:id/files');
  const before = asked();
  const free = await sandbox.openPull(pear, { ...pull });
  await expect
    .poll(() => [...(free.pull?.reviews.values() ?? [])].filter(({ state }) => state === 'COMMENTED').length, {
      timeout: 90_000,
    })
    .toBe(1);
  if (Date.now() - from < 3500) expect(asked()).toBe(before);
  expect(await untilEnded(stage, limited.number)).toMatchObject([{ outcome: 'partial' }]);
  expect(Date.now() - from).toBeGreaterThan(3000);
  expect(seenOn(stage, limited)).toMatchObject({ submitted: 1 });
}, 180_000);

it('S17: each token is for one repository and has the permissions of its step only', () => {
  const { journal } = stage.sandbox.state;
  const minted = journal.filter(({ path, status }) => path.endsWith('/access_tokens') && status === 201);
  const wanted = minted.map(({ body }) => body as { repository_ids?: number[]; permissions?: Record<string, string> });
  expect(wanted.every(({ repository_ids }) => repository_ids?.length === 1)).toBe(true);
  // The sweep of open pull requests may have come by: it only lists them.
  const sets = new Set(wanted.map(({ permissions }) => JSON.stringify(permissions)));
  sets.delete('{"pull_requests":"read"}');
  expect([...sets].toSorted()).toEqual([
    '{"contents":"read","pull_requests":"read","issues":"read"}',
    '{"pull_requests":"write","issues":"write","checks":"write"}',
  ]);
});

it('D3: a limit of the download lets the run wait, and nothing is left unread', async () => {
  const match = { method: 'GET', path: /\/tarball\// };
  stage.sandbox.state.faults.add({ kind: 'secondary-limit', retryAfter: 1, match, times: 1 });
  // A commit that no snapshot in the cache is of.
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', stage.demo.folder, '-c', 'user.name=T', '-c', 'user.email=t@example.invalid', ...args], {
      encoding: 'utf8',
    }).trim();
  const [pull] = stage.demo.pulls;
  if (!pull) throw new Error('the demo has no pull request');
  git('branch', 'anew', git('commit-tree', `${pull.head}^{tree}`, '-p', pull.head, '-m', 'anew'));
  const issue = await stage.sandbox.openPull(stage.repository, { ...pull, head: 'anew' });
  expect(await untilEnded(stage, issue.number)).toMatchObject([{ reason: 'rules only' }]);
  expect(stage.sandbox.state.faults.pending()).toBe(0);
  expect(seenOn(stage, issue)).toMatchObject({ submitted: 1, inline: 2 });
}, 180_000);

describe('E1: a push at each point before the submission', () => {
  it.each(['the pull request', 'the files', 'the review'] as const)(
    '%s: nothing of the old head is posted, and the new one is reviewed',
    async (what) => {
      const { sandbox, repository, demo } = stage;
      sandbox.state.faults.add({ kind: 'delay', delayMs: 700, match: MATCHES[what], times: 1 });
      const issue = await stage.openPull();
      await expect.poll(() => sandbox.state.faults.pending(), { timeout: 90_000 }).toBe(0);
      const other = execFileSync('git', ['-C', demo.folder, 'rev-parse', 'order-pages'], { encoding: 'utf8' }).trim();
      await sandbox.push(repository, issue.number, other);
      await expect.poll(async () => (await runsOf(stage, issue.number)).length, { timeout: 90_000 }).toBe(2);
      const outcomes = (await untilEnded(stage, issue.number)).map(({ outcome }) => outcome);
      expect(outcomes.filter((outcome) => outcome === 'partial').length).toBe(1);
      // The new head has no findings, so a submitted review could only be that of the old one.
      expect(seenOn(stage, issue)).toMatchObject({ submitted: 0, pending: 0, inline: 0, unfinishedChecks: 0 });
      expect(seenOn(stage, issue).summaries.join()).toContain(other.slice(0, 7));
    },
    180_000,
  );
});

describe('E4: the pull request changes while its review is posted, and no delivery says so', () => {
  it.each<[string, string, (issue: Issue) => void]>([
    ['closed', 'the pull request is closed', (issue) => void (issue.state = 'closed')],
    ['a draft', 'the pull request is a draft', ({ pull }) => void (pull && (pull.draft = true))],
    ['of another base', 'the base is release now', ({ pull }) => void (pull && (pull.base.ref = 'release'))],
    ['locked', 'the conversation is locked', (issue) => void (issue.locked = true)],
    ['archived', 'the repository is archived', () => void (stage.repository.archived = true)],
  ])(
    'it is %s',
    async (_, reason, change) => {
      stage.sandbox.state.faults.add({ kind: 'delay', delayMs: 600, match: MATCHES['the review'], times: 1 });
      const issue = await stage.openPull();
      await expect.poll(() => stage.sandbox.state.faults.pending(), { timeout: 90_000 }).toBe(0);
      change(issue);
      expect(await untilEnded(stage, issue.number)).toMatchObject([{ outcome: 'skipped', reason }]);
      const { unfinishedChecks, ...seen } = seenOn(stage, issue);
      expect(seen).toMatchObject({ submitted: 0, pending: 0, inline: 0, summaries: [] });
      // Nothing at all can be written to an archived repository.
      expect(unfinishedChecks).toBe(stage.repository.archived ? 1 : 0);
      stage.repository.archived = false;
      stage.repository.checkRuns.clear();
    },
    180_000,
  );
});

describe('D1: GitHub stays away', () => {
  it('ends as failed, keeps nothing half, and the record says why', async () => {
    stage.sandbox.state.faults.add({ kind: 'status', status: 503, match: MATCHES['the files'], times: 1000 });
    const issue = await stage.openPull();
    expect(await untilEnded(stage, issue.number)).toMatchObject([{ status: 'failed', outcome: 'failed' }]);
    expect(seenOn(stage, issue)).toMatchObject({ submitted: 0, pending: 0, unfinishedChecks: 0 });
    expect(seenOn(stage, issue).summaries.join()).toContain('Review failed');
  }, 180_000);

  it('keeps the findings of the last review in sight, under the failure', async () => {
    const issue = await stage.openPull();
    await untilEnded(stage, issue.number);
    const [before = ''] = seenOn(stage, issue).summaries;
    stage.sandbox.state.faults.add({ kind: 'status', status: 451, match: MATCHES['the files'], times: 1000 });
    await stage.sandbox.comment(stage.repository, issue.number, 'acme', '/nectr review');
    await expect.poll(async () => (await runsOf(stage, issue.number)).length, { timeout: 90_000 }).toBe(2);
    expect((await untilEnded(stage, issue.number)).at(-1)).toMatchObject({ outcome: 'failed' });
    const summaries = seenOn(stage, issue).summaries.filter((text) => text.includes('<!-- nectr:summary'));
    expect(summaries).toHaveLength(1);
    expect(summaries[0]).toMatch(/^### Review failed/);
    expect(summaries[0]).toContain(before.slice(0, before.lastIndexOf('<!--')).trim());
    stage.sandbox.state.faults.clear();
    await stage.sandbox.comment(stage.repository, issue.number, 'acme', '/nectr review');
    await expect.poll(async () => (await runsOf(stage, issue.number)).length, { timeout: 90_000 }).toBe(3);
    await untilEnded(stage, issue.number);
    expect(seenOn(stage, issue).summaries.join()).not.toContain('Review failed');
  }, 180_000);
});

it('D11, L1: says so in its record where the installation is suspended, and remembers it', async () => {
  // What still reads for the graph would hear of it first, and then nothing of the pull request would run.
  const reading = `SELECT count(*)::int AS count FROM dbos.workflow_status
    WHERE queue_name IN ('scans', 'histories', 'indexes') AND status NOT IN ('SUCCESS', 'ERROR', 'CANCELLED')`;
  await expect.poll(() => stage.source.query(reading), { timeout: 90_000 }).toEqual([{ count: 0 }]);
  stage.installation.suspended = true;
  const issue = await stage.openPull();
  expect(await untilEnded(stage, issue.number)).toMatchObject([{ outcome: 'failed' }]);
  expect(seenOn(stage, issue)).toMatchObject({ submitted: 0, summaries: [] });
  const rows = await stage.source.query(
    `SELECT suspended_at IS NOT NULL AS suspended, is_active FROM installations WHERE github_installation_id = $1`,
    [stage.installation.id],
  );
  expect(rows).toEqual([{ suspended: true, is_active: false }]);
  stage.installation.suspended = false;
}, 180_000);
