import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { installationOctokit, type Octokit } from '../../../src/github/client/installation-octokit.js';
import { GitHubLimitedError, GitHubTerminalError } from '../../../src/github/client/github-error.js';
import { readPastPull } from '../../../src/github/read/read-past-pull.js';
import { readPastPulls } from '../../../src/github/read/read-past-pulls.js';
import { createDemoRepository, type DemoRepository } from '../../../src/sandbox/demo-repository.js';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.js';
import { seedPast } from '../../../src/sandbox/seed-past.js';
import type { Installation, Repository } from '../../../src/sandbox/types.js';
import { pem } from '../../app-key.js';

const folder = mkdtempSync(join(tmpdir(), 'nectr-graphql-'));
const now = new Date('2026-06-01T12:00:00Z');
let demo: DemoRepository;
let sandbox: Sandbox;
let installation: Installation;
let repository: Repository;
let octokit: Octokit;
let where: { owner: string; repo: string };

beforeAll(async () => {
  demo = await createDemoRepository(folder);
  sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret: 's'.repeat(32) });
  installation = await sandbox.install({ account: 'acme', deliver: false });
  repository = sandbox.addRepository({ installationId: installation.id, name: 'orchard', folder });
  where = { owner: 'acme', repo: 'orchard' };
  for (const issue of demo.issues) sandbox.openIssue(repository, issue);
  await seedPast(sandbox, repository, demo, now);
  for (const pull of demo.pulls) await sandbox.openPull(repository, { ...pull, deliver: false });
});
beforeEach(async () => {
  sandbox.state.rateLimits.clear();
  sandbox.state.limits.graphqlPointsPerHour = 5000;
  octokit = await speakAs({ contents: 'read', issues: 'read', pull_requests: 'read' });
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

function speakAs(permissions: Record<string, 'read' | 'write'>): Promise<Octokit> {
  const log = { warn: () => undefined, error: () => undefined };
  const options = { appId: 1, privateKey: pem, baseUrl: `${sandbox.url}/api/v3`, log, retryDelayMs: 1, pace: null };
  return installationOctokit(options, { installationId: installation.id, repositoryIds: [repository.id], permissions });
}

/** A query of our repository. */
const ask = (fields: string, variables: Record<string, unknown> = {}, declared = '') =>
  octokit.graphql(
    `query ($owner: String!, $repo: String!${declared}) { repository(owner: $owner, name: $repo) { ${fields} } }`,
    {
      ...where,
      ...variables,
    },
  );

it('gives the merged pull requests in pages, newest first, as git has them', async () => {
  const seen = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof readPastPulls>> = await readPastPulls(octokit, where, {
      state: 'merged',
      first: 25,
      after,
    });
    expect(page.total).toBe(60);
    seen.push(...page.pulls);
    after = page.next;
  } while (after !== null);
  expect(seen.map(({ number }) => number)).toEqual(demo.past.map(({ number }) => number).toReversed());
  const fix = demo.past.find(({ issue }) => issue !== null);
  expect(seen.find(({ number }) => number === fix?.number)).toMatchObject({
    title: fix?.title,
    state: 'merged',
    author: { login: 'dana-cole', isBot: false, id: expect.any(Number) },
    headRef: 'customer-id',
    files: [{ path: 'docs/api.md', additions: 1 }, { path: 'src/orders/order-routes.ts' }],
    closes: [{ number: fix?.issue, state: 'closed', labels: ['bug', 'orders'] }],
    reviews: [{ author: { login: 'tom-becker' }, state: 'approved', comments: 2 }],
    mergeMessage: expect.stringContaining(`Merge pull request #${fix?.number} from acme/customer-id`),
  });
  expect(seen.filter(({ author }) => author?.isBot).map(({ author }) => author?.login)).toEqual([
    'dependabot[bot]',
    'dependabot[bot]',
  ]);
  expect(Math.max(...seen.map(({ mergedAt }) => mergedAt?.getTime() ?? 0))).toBe(now.getTime() - 2 * 86_400_000);
});

it('gives the open ones, with the old names of their files', async () => {
  const { pulls } = await readPastPulls(octokit, where, { state: 'open', first: 25, after: null });
  expect(pulls.map(({ title }) => title)).toEqual(demo.pulls.map(({ title }) => title).toReversed());
  const renamed = pulls.at(-1)?.files.filter((file) => file.renamed);
  expect(renamed).toMatchObject([{ path: 'src/coupons/coupon-store.ts', renamedFrom: 'src/coupons/coupon.ts' }]);
});

it('a page is not moved by what comes before it', async () => {
  const { next, pulls } = await readPastPulls(octokit, where, { state: 'open', first: 1, after: null });
  const more = await sandbox.openPull(repository, {
    ...demo.pulls[0],
    head: 'order-pages',
    base: 'main',
    title: 'x',
    body: '',
    user: 'x',
    deliver: false,
  });
  const second = await readPastPulls(octokit, where, { state: 'open', first: 1, after: next });
  repository.issues.delete(more.number);
  expect(second.pulls[0]?.number).toBe((pulls[0]?.number ?? 0) - 1);
});

it('gives one as it is now, and nothing for one that is gone', async () => {
  const { number } = [...repository.issues.values()].find(({ title }) => title === demo.pulls[0]?.title) ?? {
    number: 0,
  };
  expect(await readPastPull(octokit, { ...where, number })).toMatchObject({
    number,
    state: 'open',
    closes: [{ number: 1 }],
  });
  expect(await readPastPull(octokit, { ...where, number: 9999 })).toBeNull();
  expect(await readPastPull(octokit, { ...where, repo: 'gone', number })).toBeNull();
});

it('tells which pull request brought a line', async () => {
  const fix = demo.past.find(({ issue }) => issue !== null);
  const query = `object(expression: "main") { ... on Commit { blame(path: $path) { ranges { startingLine endingLine
    commit { oid associatedPullRequests(first: 1) { nodes { number } } } } } } }`;
  const answer: unknown = await ask(query, { path: 'src/orders/order-routes.ts' }, ', $path: String!');
  const { ranges } = (
    answer as {
      repository: {
        object: {
          blame: {
            ranges: {
              startingLine: number;
              endingLine: number;
              commit: { associatedPullRequests: { nodes: { number: number }[] } };
            }[];
          };
        };
      };
    }
  ).repository.object.blame;
  const line = ranges.find(({ startingLine, endingLine }) => startingLine <= 28 && endingLine >= 28);
  expect(line?.commit.associatedPullRequests.nodes).toEqual([{ number: fix?.number }]);
  await expect(ask(query, { path: 'no/such.ts' }, ', $path: String!')).rejects.toThrow('Could not resolve file');
});

it.each([
  ['a field that GitHub has not', 'pullRequest(number: 1) { renamedFrom }', 'Cannot query field "renamedFrom"'],
  ['a connection without a size', 'pullRequests { nodes { number } }', 'You must provide a `first` or `last` value'],
  [
    'a page above a hundred',
    'pullRequests(first: 101) { nodes { number } }',
    'exceeds the `first` limit of 100 records',
  ],
  [
    'a cursor that it has not given',
    'pullRequests(first: 1, after: "25") { nodes { number } }',
    '`25` does not appear to be a valid cursor',
  ],
  [
    'more than 500,000 nodes',
    'pullRequests(first: 100) { nodes { files(first: 100) { nodes { path } } reviews(first: 100) { nodes { comments(first: 100) { nodes { id } } } } } }',
    'requests up to 1,020,100 possible nodes',
  ],
])('refuses %s', async (_, fields, message) => {
  await expect(ask(fields)).rejects.toThrow(message);
});

it('shows nothing that the token may not see', async () => {
  octokit = await speakAs({ metadata: 'read', issues: 'read' });
  await expect(readPastPulls(octokit, where, { state: 'merged', first: 5, after: null })).rejects.toThrow(
    'not accessible',
  );
  await expect(ask('object(expression: "main") { oid }')).rejects.toThrow('not accessible');
  octokit = await speakAs({ contents: 'read', pull_requests: 'read' });
  const { pulls } = await readPastPulls(octokit, where, { state: 'merged', first: 50, after: null });
  expect(pulls).toHaveLength(50);
  expect(pulls.flatMap(({ closes }) => closes)).toEqual([]);
});

it('is gone where the repository is', async () => {
  const asked = readPastPulls(octokit, { owner: 'acme', repo: 'gone' }, { state: 'merged', first: 5, after: null });
  await expect(asked).rejects.toBeInstanceOf(GitHubTerminalError);
});

it('has points of its own, and a limit of its own when they are spent', async () => {
  const before = await readPastPulls(octokit, where, { state: 'merged', first: 25, after: null });
  expect(before.points).toMatchObject({ limit: 5000, remaining: 4987 });
  sandbox.state.limits.graphqlPointsPerHour = 20;
  await expect(readPastPulls(octokit, where, { state: 'merged', first: 25, after: null })).rejects.toBeInstanceOf(
    GitHubLimitedError,
  );
});
