import { afterAll, beforeAll, expect, it } from 'vitest';
import { showFile } from '../../src/graph/ask/show-file.js';
import { createPostgresGraph } from '../../src/graph/postgres/create-postgres-graph.js';
import { sendRepository } from '../../src/sandbox/send-repository.js';
import { seedPast } from '../../src/sandbox/seed-past.js';
import type { Issue } from '../../src/sandbox/types.js';
import { listScans } from '../../src/workflows/scans/list-scans.js';
import { buildFlow, type Flow } from './flow-stage.js';

const DEADLINE = { timeout: 90_000, interval: 50 };
let flow: Flow;
let currencies: Issue;

beforeAll(async () => {
  flow = await buildFlow();
  const { sandbox, repository, demo } = flow;
  for (const issue of demo.issues) sandbox.openIssue(repository, issue);
  await seedPast(sandbox, repository, demo, new Date());
  currencies = await sandbox.openPull(repository, { ...currenciesPull(), deliver: false });
  await sendRepository(sandbox, 'added', repository);
});
afterAll(() => flow.close());

function currenciesPull() {
  const pull = flow.demo.pulls.find(({ head }) => head === 'currencies');
  if (!pull) throw new Error('the demo has no pull request that changes a contract');
  return pull;
}

it('a scan tells its calls by tier, and what it could not read', async () => {
  const scans = () => flow.source.query(`SELECT kind, status FROM scans WHERE status <> 'cancelled' ORDER BY id`);
  await expect.poll(scans, DEADLINE).toEqual([
    { kind: 'full', status: 'completed' },
    { kind: 'history', status: 'completed' },
  ]);
  const [status] = await listScans(flow.source, 'acme/orchard');
  expect(status?.last?.details).toMatchObject({
    tiers: { 'same file': expect.any(Number), import: expect.any(Number), ambiguous: 0 },
    without_grammar: { md: expect.any(Number) },
    left_out: [],
  });
  const [counts] = await flow.source.query('SELECT symbols, edges FROM scans WHERE kind = $1', ['full']);
  expect(counts.symbols).toBeGreaterThan(20);
  expect(counts.edges).toBeGreaterThan(20);
});

it('the fixed questions have answers', async () => {
  const [ids] = await flow.source.query('SELECT installation_id AS "installationId" FROM graph_repositories');
  const key = { installationId: ids.installationId, repoId: flow.repository.id };
  const asked = { path: 'src/money.ts', symbol: 'formatCents', now: new Date() };
  const shown = await showFile(createPostgresGraph(flow.source), key, asked);
  expect(shown?.answers.callers_of).toContainEqual(
    expect.stringMatching(/^src\/payments\/refund\.ts:\d+ \w+ \[import, 0\.90\]$/),
  );
  expect(shown?.answers.tests_of).toEqual(['test/money.test.ts calls formatCents [import, 0.90]']);
});

// A graph that is not heard of within 2 s is left out: on a busy machine one more try.
it('a review of a pull request that changes a contract tells its callers', { retry: 2 }, async () => {
  const { sandbox, repository } = flow;
  await sandbox.closePull(repository, currencies.number);
  const issue = await sandbox.openPull(repository, currenciesPull());
  currencies = issue;
  await flow.untilEnded(issue.number);
  const [summary = ''] = flow.seen(issue).summaries;
  expect(summary).toMatch(/changes the contract of <code>formatCents<\/code>/);
  expect(summary).toMatch(
    /contract of `formatCents` in \[[^\]]+\]\([^)]+\) changed; at least 3 callers, all in this change: `formatCents\(\)` takes a second required parameter `currency`/,
  );
});

it('a review of one that calls it tells of the pull request that changes it', { retry: 2 }, async () => {
  const issue = await flow.openPull();
  await flow.untilEnded(issue.number);
  const [summary = ''] = flow.seen(issue).summaries;
  expect(summary).toMatch(new RegExp(`open [^·]*<code>#${currencies.number}</code>[^·]* collides?`));
  expect(summary).toMatch(/changes the contract of `formatCents` in [^\n]+, which this change calls/);
  const said = [...(issue.pull?.reviewComments.values() ?? [])].map(({ body }) => body);
  const note = `\`formatCents\`, called here, has another contract in open \`#${currencies.number}\``;
  expect(said).toContainEqual(expect.stringContaining(note));
});
