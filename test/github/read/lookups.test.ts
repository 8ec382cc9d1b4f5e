import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import nock from 'nock';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { installationOctokit, type Octokit } from '../../../src/github/client/installation-octokit.js';
import { readCommentReactions } from '../../../src/github/read/read-comment-reactions.js';
import { readFileHistory } from '../../../src/github/read/read-file-history.js';
import { readIssue } from '../../../src/github/read/read-issue.js';
import { readLinkedIssues } from '../../../src/github/read/read-linked-issues.js';
import { readReviewThreads } from '../../../src/github/read/read-review-threads.js';
import { resolveThread } from '../../../src/github/publish/resolve-thread.js';
import { searchOpenIssues } from '../../../src/github/read/search-open-issues.js';
import { lookupsOf } from '../../../src/workflows/pulls/lookups-of.js';
import type { PullTarget } from '../../../src/github/client/target.js';
import { createDemoRepository } from '../../../src/sandbox/demo-repository.js';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.js';
import type { Installation, Issue, Repository } from '../../../src/sandbox/types.js';
import { APP, connect, fakeGitHub, TARGET } from '../fake-github.js';

const folder = mkdtempSync(join(tmpdir(), 'nectr-lookups-'));
const { signal } = new AbortController();
const lease = { assertLease: () => Promise.resolve() };
let sandbox: Sandbox;
let installation: Installation;
let repository: Repository;
let pull: Issue;
let target: PullTarget;
let octokit: Octokit;

beforeAll(async () => {
  await createDemoRepository(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(async () => {
  sandbox = await startSandbox({ appId: 1, privateKey: APP.privateKey, webhookSecret: 's'.repeat(32) });
  installation = await sandbox.install({ account: 'acme', deliver: false });
  repository = sandbox.addRepository({ installationId: installation.id, name: 'orchard', folder });
  pull = await sandbox.openPull(repository, {
    title: 'Export orders',
    body: 'Adds the export.',
    user: 'alice',
    head: 'order-export',
    base: 'main',
    deliver: false,
  });
  target = {
    owner: 'acme',
    repo: 'orchard',
    repositoryId: repository.id,
    number: pull.number,
    installationId: installation.id,
  };
  octokit = await speakAs({ contents: 'read', issues: 'write', pull_requests: 'write' });
});
afterEach(async () => {
  nock.cleanAll();
  await sandbox.close();
});

function speakAs(permissions: Record<string, 'read' | 'write'>): Promise<Octokit> {
  const quiet = { warn: () => undefined, error: () => undefined };
  const options = { ...APP, baseUrl: `${sandbox.url}/api/v3`, log: quiet, retryDelayMs: 1, pace: null };
  return installationOctokit(options, {
    installationId: installation.id,
    repositoryIds: [repository.id],
    permissions,
  });
}

/** Our App posts a review with one comment on the first added line of the diff. */
async function postComment(): Promise<number> {
  const path = '/repos/{owner}/{repo}/pulls/{pull_number}';
  const { data: files } = await octokit.request(`GET ${path}/files`, { ...target, pull_number: target.number });
  const file = files.find(({ patch }: { patch?: string }) => patch !== undefined);
  if (!file?.patch) throw new Error('the pull request has no diff');
  const line = Number(/\+(\d+)/.exec(file.patch)?.[1]);
  await octokit.request(`POST ${path}/reviews`, {
    ...target,
    pull_number: target.number,
    event: 'COMMENT',
    body: 'text',
    comments: [{ path: file.filename, line, side: 'RIGHT', body: 'here' }],
  });
  const [id] = [...(pull.pull?.reviewComments.keys() ?? [])].slice(-1);
  return Number(id);
}

it('tells the last commits of a path as git does, from the head on', async () => {
  const head = pull.pull?.head.sha ?? '';
  const path = 'package.json';
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();
  const expected = git('log', '--format=%H|%s|%an|%cI', '-3', head, '--', path).split('\n');
  const commits = await readFileHistory(octokit, target, head, path, 3, signal);
  expect(commits.map(({ sha, subject, author, date }) => [sha, subject, author, date].join('|'))).toEqual(expected);
  expect(await readFileHistory(octokit, target, head, 'no/such file', 3, signal)).toEqual([]);
  const all = await readFileHistory(octokit, target, head, '*', 3, signal);
  expect(all).toEqual([]);
});

it('reads an issue with its last thirty comments, and nothing that is no issue of the repository', async () => {
  const issue = sandbox.openIssue(repository, { title: 'Totals', body: `${'x'.repeat(7999)}😀😀`, user: 'bob' });
  issue.labels.push({ id: 5, name: 'bug', color: 'fff', description: null });
  for (let index = 1; index <= 64; index++)
    await sandbox.comment(repository, issue.number, index === 64 ? 'carol' : 'bob', `${index} ${'y'.repeat(3000)}`);
  const found = await readIssue(octokit, target, issue.number, signal);
  expect(found).toMatchObject({ number: issue.number, title: 'Totals', state: 'open', labels: ['bug'] });
  expect(found?.body).toBe('x'.repeat(7999));
  expect(found?.comments.map(({ body }) => Number.parseInt(body, 10))).toEqual(
    Array.from({ length: 30 }, (_, index) => index + 35),
  );
  expect(found?.comments.at(-1)?.author).toBe('carol');
  expect(found?.comments.every(({ body }) => body.length === 2000)).toBe(true);
  expect(await readIssue(octokit, target, pull.number, signal)).toBeNull();
  expect(await readIssue(octokit, target, 999, signal)).toBeNull();
});

it('gives linked issues their bodies, cut', async () => {
  const issue = sandbox.openIssue(repository, { title: 'Export', body: `Must hold.${'z'.repeat(9000)}`, user: 'bob' });
  const linked = await readLinkedIssues(octokit, target, {
    body: `Closes #${issue.number}`,
    repository: 'acme/orchard',
  });
  expect(linked).toEqual([
    { number: issue.number, title: 'Export', state: 'open', body: `Must hold.${'z'.repeat(3990)}` },
  ]);
});

it('does not take an issue that was moved to another repository for one of ours', async () => {
  const moved = { number: 3, title: 'Elsewhere', state: 'open', body: '', comments: 0 };
  fakeGitHub(({ path }) => {
    if (path.endsWith('/repos/acme/shop/issues/3'))
      return { status: 301, body: {}, headers: { location: 'https://github.test/repositories/99/issues/3' } };
    if (path.endsWith('/repositories/99/issues/3'))
      return { body: { ...moved, repository_url: 'https://github.test/repos/acme/secret' } };
    if (path.endsWith('/repos/acme/shop/issues/4')) return { body: { ...moved, number: 12 } };
    return undefined;
  });
  const fake = await connect();
  expect(await readIssue(fake, TARGET, 3, signal)).toBeNull();
  expect(await readIssue(fake, TARGET, 4, signal)).toBeNull();
});

it('ends a lookup that nobody waits for any more', async () => {
  const controller = new AbortController();
  sandbox.state.faults.add({ kind: 'delay', delayMs: 3000, match: { path: /commits/ }, times: 1 });
  const from = Date.now();
  const asked = readFileHistory(octokit, target, pull.pull?.head.sha ?? '', 'package.json', 3, controller.signal);
  setTimeout(() => controller.abort(), 50);
  await expect(asked).rejects.toThrow();
  expect(Date.now() - from).toBeLessThan(1500);
});

it.each([
  'secret repo:acme/vault',
  'repo:other/open secret',
  'secret user:acme',
  'secret org:other',
  'secret "repo:acme/vault"',
  '" repo:acme/vault secret "',
  'secret" repo:acme/vault "',
  'secret is:closed',
  'secret is:pr',
  'NOT secret OR repo:acme/vault',
  'secret ｒepo:acme/vault',
  'secret -repo:acme/orchard',
])('S8, S16: no words lead a search of issues out of the repository: %s', async (words) => {
  const vault = sandbox.addRepository({ installationId: installation.id, name: 'vault', folder });
  const other = await sandbox.install({ account: 'other', deliver: false });
  const open = sandbox.addRepository({ installationId: other.id, name: 'open', folder, private: false });
  for (const each of [vault, open])
    sandbox.openIssue(each, { title: 'secret repo acme vault user', body: '', user: 'x' });
  const ours = sandbox.openIssue(repository, { title: 'secret', body: words, user: 'bob' });
  const closed = sandbox.openIssue(repository, { title: 'secret', body: words, user: 'bob' });
  closed.state = 'closed';
  const found = await searchOpenIssues(await speakAs({ issues: 'read' }), target, words, 10, signal);
  expect(found.filter(({ number }) => number !== ours.number)).toEqual([]);
  expect(await searchOpenIssues(octokit, target, words, 10, signal)).toEqual([
    { number: ours.number, title: 'secret' },
  ]);
});

it('S16: a search never holds a qualifier of somebody else and always fits', async () => {
  const asked: string[] = [];
  fakeGitHub(({ path }) => {
    asked.push(new URL(path, 'https://x').searchParams.get('q') ?? path);
    return path.startsWith('/search/issues')
      ? {
          body: {
            items: [
              { number: 1, title: 'a', state: 'open', repository_url: 'https://github.test/repos/acme/shop' },
              { number: 2, title: 'b', state: 'open', repository_url: 'https://github.test/repos/acme/vault' },
              { number: 3, title: 'c', state: 'open', repository_url: 'https://x/repos/evil/acme/shop?/repos/acme' },
            ],
          },
        }
      : undefined;
  });
  const fake = await connect();
  asked.length = 0;
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 600 }), async (words) => {
      const hits = await searchOpenIssues(fake, TARGET, words, 10, signal);
      expect(hits.map(({ number }) => number)).toEqual(/[\p{L}\p{M}\p{N}]/u.test(words) ? [1] : []);
    }),
    { numRuns: 100 },
  );
  for (const q of asked) {
    const rest = q.replace(/^repo:acme\/shop is:issue is:open /, '');
    expect(rest).toMatch(/^"[\p{L}\p{M}\p{N}]+"( "[\p{L}\p{M}\p{N}]+")*$/u);
    expect(rest.length).toBeLessThanOrEqual(256 * 2);
  }
});

it('reads the threads of a pull request, and who resolved them', async () => {
  const first = await postComment();
  const second = await postComment();
  sandbox.resolveThread(repository, second, 'alice');
  const comment = pull.pull?.reviewComments.get(second);
  if (comment) comment.current = null;
  const threads = await readReviewThreads(octokit, target);
  expect(threads).toEqual([
    { id: expect.any(String), resolved: false, resolvedBy: null, outdated: false, commentIds: [first] },
    { id: expect.any(String), resolved: true, resolvedBy: 'alice', outdated: true, commentIds: [second] },
  ]);
});

it('D8: reads threads over pages, and a page that leads to itself ends', async () => {
  const node = (id: number) => ({
    id: `T${id}`,
    isResolved: false,
    isOutdated: false,
    resolvedBy: null,
    comments: { nodes: [{ fullDatabaseId: '9007199254740991' }] },
  });
  const page = (nodes: object[], endCursor: string) => ({
    body: {
      data: { repository: { pullRequest: { reviewThreads: { nodes, pageInfo: { hasNextPage: true, endCursor } } } } },
    },
  });
  let calls = 0;
  fakeGitHub(({ path }) => {
    if (path !== '/graphql') return undefined;
    calls++;
    return page([node(Math.min(calls, 2))], 'same');
  });
  const threads = await readReviewThreads(await connect(), TARGET);
  expect(threads.map(({ id, commentIds }) => [id, commentIds[0]])).toEqual([
    ['T1', Number.MAX_SAFE_INTEGER],
    ['T2', Number.MAX_SAFE_INTEGER],
  ]);
  expect(calls).toBe(2);
});

it('resolves a thread only where contents may be written, else says why', async () => {
  const comment = await postComment();
  const [thread] = await readReviewThreads(octokit, target);
  expect(await resolveThread(octokit, lease, thread?.id ?? '')).toMatch(/not accessible by integration/);
  expect(pull.pull?.reviewComments.get(comment)?.resolvedBy).toBeNull();
  expect(await resolveThread(octokit, lease, 'PRRT_none')).toMatch(/Could not resolve/);
  installation.permissions = { ...installation.permissions, contents: 'write' };
  const mighty = await speakAs({ contents: 'write', pull_requests: 'write' });
  expect(await resolveThread(mighty, lease, thread?.id ?? '')).toBeNull();
  expect((await readReviewThreads(octokit, target))[0]).toMatchObject({ resolved: true, resolvedBy: 'nectr' });
  await expect(
    resolveThread(mighty, { assertLease: () => Promise.reject(new Error('lease lost')) }, thread?.id ?? ''),
  ).rejects.toThrow('lease lost');
});

it('D5: a limit while a thread is resolved is thrown, so that the run waits', async () => {
  sandbox.state.faults.add({ kind: 'secondary-limit', retryAfter: 30, match: { path: /graphql/ }, times: 1 });
  await expect(resolveThread(octokit, lease, 'x')).rejects.toMatchObject({ name: 'GitHubLimitedError' });
});

it('reads who thinks what of our comments, and asks only about those with a thumb', async () => {
  const [liked, plain, foreign] = [await postComment(), await postComment(), await postComment()];
  const mallory = sandbox.react(repository, liked, { user: 'mallory', content: '-1' }).user;
  sandbox.react(repository, liked, { user: 'helper[bot]', content: '+1' });
  sandbox.react(repository, liked, { user: 'alice', content: 'heart' });
  sandbox.react(repository, foreign, { user: 'alice', content: '+1' });
  sandbox.state.requests.clear();
  const found = await readCommentReactions(octokit, target, new Set([liked, plain]));
  expect(found).toEqual([
    { commentId: liked, content: '-1', user: { id: mallory.id, login: 'mallory', type: 'User' } },
    { commentId: liked, content: '+1', user: { id: expect.any(Number), login: 'helper[bot]', type: 'Bot' } },
  ]);
  const asked = [...sandbox.state.requests].filter(([route]) => route.endsWith('/reactions'));
  expect(asked.map(([, times]) => times)).toEqual([1]);
  expect(await readCommentReactions(octokit, target, new Set())).toEqual([]);
});

it('the subject of the head is that of the commit under review', async () => {
  const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();
  const head = git('rev-parse', 'order-export');
  const { headSubject } = lookupsOf(octokit, target, () => head, {});
  expect(await headSubject?.(signal)).toBe(git('log', '-1', '--format=%s', 'order-export'));
});
