import { afterAll, beforeAll, expect, it } from 'vitest';
import { envelope } from '../../src/sandbox/envelope.js';
import { sendRepository } from '../../src/sandbox/send-repository.js';
import { renderIssue } from '../../src/sandbox/render/render-issue.js';
import { seedPast } from '../../src/sandbox/seed-past.js';
import { timestamp } from '../../src/sandbox/state.js';
import type { Issue, Repository } from '../../src/sandbox/types.js';
import { buildFlow, type Flow } from './flow-stage.js';

const DEADLINE = { timeout: 90_000, interval: 50 };
let flow: Flow;

beforeAll(async () => {
  flow = await buildFlow();
  const { sandbox, repository, demo } = flow;
  for (const issue of demo.issues) sandbox.openIssue(repository, issue);
  await seedPast(sandbox, repository, demo, new Date());
});
afterAll(() => flow.close());

const rows = <T = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<T[]> =>
  flow.source.query(sql, parameters);

const importOf = async ({ id }: Repository) => {
  const [last] = await rows<{ id: string; status: string; filesRead: number; error: string | null }>(
    `SELECT s.id, s.status, s.files_read AS "filesRead", s.error_message AS error FROM scans s
       JOIN repositories r ON r.id = s.repository_id
      WHERE r.github_repo_id = $1 AND s.kind = 'history' ORDER BY s.id DESC LIMIT 1`,
    [id],
  );
  return last;
};

const pullOf = async ({ id }: Repository, number: number) => {
  const [pull] = await rows(
    'SELECT title, state, verdict, author, merged_at, origin FROM graph_pull_requests WHERE repo_id = $1 AND number = $2',
    [id, number],
  );
  return pull;
};

/** How often each page of the history was asked for. */
const pagesAsked = () =>
  flow.sandbox.state.journal
    .filter(({ path, body }) => path === '/graphql' && JSON.stringify(body).includes('orderBy'))
    .map(({ body }) => (body as { variables: { states: string[]; after: string | null } }).variables)
    .map(({ states, after }) => `${states[0]} ${after === null ? 'first' : after}`);

it('imports the past once, sleeps at a limit, and goes on after a restart where it was', async () => {
  const { sandbox, repository } = flow;
  const match = { path: /^\/graphql$/ };
  // Two pages pass, the third meets a limit.
  sandbox.state.faults.add({ kind: 'delay', delayMs: 0, match, times: 2 });
  sandbox.state.faults.add({ kind: 'primary-limit', resetSeconds: 3, match, times: 1 });
  await sendRepository(flow.sandbox, 'added', repository);
  await expect.poll(() => pagesAsked().length, DEADLINE).toBe(3);
  await flow.restartWorker();
  await expect.poll(async () => (await importOf(repository))?.status, DEADLINE).toBe('completed');
  const pages = pagesAsked();
  expect(pages.slice(0, 2)).toEqual(['OPEN first', 'MERGED first']);
  expect(pages).toHaveLength(5);
  // The one that was refused, and no other, is asked for again.
  expect(pages[3]).toBe(pages[2]);
  expect(new Set(pages).size).toBe(4);
  expect(await importOf(repository)).toMatchObject({ filesRead: 60, error: null });
  expect(await rows('SELECT history_imported_at IS NOT NULL AS known FROM graph_repositories')).toEqual([
    { known: true },
  ]);
});

it('knows who made what, which belongs together, and what was a bug', async () => {
  const count = `SELECT origin, count(*)::int AS n FROM graph_pull_requests WHERE state = 'merged' GROUP BY origin ORDER BY origin`;
  expect(await rows(count)).toEqual([
    { origin: 'assisted', n: 1 },
    { origin: 'bot', n: 2 },
    { origin: 'human', n: 57 },
  ]);
  const people = await rows<{ login: string }>('SELECT login FROM graph_developers WHERE NOT is_bot ORDER BY login');
  expect(people.map(({ login }) => login)).toEqual([
    'dana-cole',
    'jonas-lind',
    'luis-ferreira',
    'maya-okafor',
    'priya-raman',
    'tom-becker',
  ]);
  expect(await rows('SELECT title, state, is_bug FROM graph_issues')).toEqual([
    { title: expect.stringContaining('mistyped id'), state: 'closed', is_bug: true },
  ]);
  const together = `SELECT count(*)::int AS n FROM graph_touches a JOIN graph_touches b USING (repo_id, number)
     WHERE a.path = 'src/orders/order-routes.ts' AND b.path = 'docs/api.md'`;
  expect((await rows<{ n: number }>(together))[0]?.n).toBeGreaterThanOrEqual(8);
});

it('follows a review, a new title and a close', async () => {
  const { sandbox, repository } = flow;
  const issue = await flow.openPull();
  await flow.untilEnded(issue.number);
  expect(await pullOf(repository, issue.number)).toMatchObject({
    title: issue.title,
    state: 'open',
    verdict: 'needs_discussion',
    author: 'priya-raman',
    merged_at: null,
  });
  expect(await rows('SELECT count(*)::int AS n FROM graph_touches WHERE number = $1', [issue.number])).toEqual([
    { n: 12 },
  ]);
  const [summary = ''] = flow.seen(issue).summaries;
  expect(summary).toMatch(/Context: experts dana-cole[^<]*· related <code>#\d+<\/code>/);
  expect(summary).toMatch(/came with \[`#43`\]\([^)]*\/pull\/43\), which closed \[`#42`\]\([^)]*\/issues\/42\)/);

  const from = issue.title;
  Object.assign(issue, { title: 'Export orders', updatedAt: timestamp(new Date(Date.now() + 5000)) });
  await sandbox.sendPull(repository, issue, 'edited', { changes: { title: { from } } });
  await expect.poll(async () => (await pullOf(repository, issue.number))?.['title'], DEADLINE).toBe('Export orders');

  await sandbox.closePull(repository, issue.number);
  await expect.poll(async () => (await pullOf(repository, issue.number))?.['state'], DEADLINE).toBe('closed');
  expect(await pullOf(repository, issue.number)).toMatchObject({ verdict: 'needs_discussion' });
});

it('a review that is posted stays posted, whatever the graph says', async () => {
  const { sandbox, repository } = flow;
  await rows('ALTER TABLE graph_touches RENAME TO graph_touches_away');
  try {
    const issue = await flow.openPull();
    expect(await flow.untilEnded(issue.number)).toMatchObject([{ status: 'completed', outcome: 'partial' }]);
    expect(flow.seen(issue).submitted).toBe(1);
    expect(flow.warnings).toContain('index: the graph does not know this review yet');
    await sandbox.closePull(repository, issue.number);
  } finally {
    await rows('ALTER TABLE graph_touches_away RENAME TO graph_touches');
  }
});

it('follows a merge, with its final files, and a login that was changed stays one person', async () => {
  const { sandbox, repository } = flow;
  const issue = await flow.openPull();
  await flow.untilEnded(issue.number);
  const priya = sandbox.state.users.get('priya-raman');
  expect(priya).toBeDefined();
  const before = await rows('SELECT github_id FROM graph_developers WHERE login = $1', ['priya-raman']);
  Object.assign(priya ?? {}, { login: 'priya-r' });
  await sandbox.mergePull(repository, issue.number);
  await expect.poll(async () => (await pullOf(repository, issue.number))?.['state'], DEADLINE).toBe('merged');
  expect(await pullOf(repository, issue.number)).toMatchObject({ author: 'priya-r', merged_at: expect.any(Date) });
  expect(await rows('SELECT login, github_id FROM graph_developers WHERE login LIKE $1', ['priya%'])).toEqual([
    { login: 'priya-r', github_id: before[0]?.['github_id'] },
  ]);
  const made = `SELECT count(*)::int AS n FROM graph_authored_by WHERE login = 'priya-raman'`;
  expect(await rows(made)).toEqual([{ n: 0 }]);
  expect(await rows('SELECT from_path, to_path FROM graph_renamed_to')).toEqual([
    { from_path: 'src/coupons/coupon.ts', to_path: 'src/coupons/coupon-store.ts' },
  ]);
});

it('follows what becomes of an issue', async () => {
  const { sandbox, repository } = flow;
  const issue = sandbox.openIssue(repository, { title: 'Totals are off', body: '', user: 'tom-becker' });
  const send = (action: string, about: Issue) =>
    sandbox.deliver('issues', {
      action,
      issue: renderIssue(sandbox.state, repository, about),
      ...envelope(sandbox.state, repository, 'tom-becker'),
    });
  const known = () => rows('SELECT title, state, is_bug FROM graph_issues WHERE number = $1', [issue.number]);
  await send('opened', issue);
  await expect.poll(known, DEADLINE).toEqual([{ title: 'Totals are off', state: 'open', is_bug: false }]);
  issue.labels.push({ id: 1, name: 'bug', color: 'ff0000', description: null });
  issue.updatedAt = timestamp(new Date(Date.now() + 5000));
  await send('labeled', issue);
  await expect.poll(known, DEADLINE).toMatchObject([{ is_bug: true }]);
});
