import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GitHubLimitedError, GitHubTerminalError } from '../../../src/github/client/github-error.js';
import type { Octokit } from '../../../src/github/client/installation-octokit.js';
import { bytesOfNode } from '../../../src/github/read/file-node.js';
import { readBeforeSubmission } from '../../../src/github/read/read-before-submission.js';
import { readBlob } from '../../../src/github/read/read-blob.js';
import { readConflictingPulls } from '../../../src/github/read/read-conflicting-pulls.js';
import { readLinkedIssues } from '../../../src/github/read/read-linked-issues.js';
import { readPull } from '../../../src/github/read/read-pull.js';
import { reviewReads } from '../../../src/github/read/review-reads.js';
import { commitFiles } from '../../commit-files.js';
import { openStage, type SandboxStage } from '../publish/sandbox-stage.js';

const SETTINGS = '.github/nectr.yml';
const MISSING = '.github/nectr.yaml';
let stage: SandboxStage;
let octokit: Octokit;
let apart: unknown[];

beforeAll(async () => {
  stage = await openStage();
  octokit = await stage.connect({ contents: 'read', pull_requests: 'read', issues: 'read' });
  await stage.sandbox.openPull(stage.repository, {
    title: 'The same files',
    body: '',
    user: 'bob',
    head: stage.pull.head.ref,
    base: stage.pull.base.ref,
    deliver: false,
  });
});
beforeEach(() => {
  apart = [];
  stage.sandbox.state.faults.clear();
  stage.sandbox.state.rateLimits.clear();
  stage.sandbox.state.limits.graphqlPointsPerHour = 5000;
});
afterAll(() => stage.close());

const reads = (given = octokit) =>
  reviewReads(given, stage.target, {
    files: [
      { path: SETTINGS, onDefault: false },
      { path: MISSING, onDefault: false },
      { path: 'README.md', onDefault: true },
    ],
    filesAt: ({ baseSha }) => baseSha,
    apart: (error) => void apart.push(error),
  });

/** How many calls `work` takes. */
async function countCalls(work: () => Promise<unknown>): Promise<number> {
  const before = stage.sandbox.state.calls.length;
  await work();
  return stage.sandbox.state.calls.length - before;
}

describe('say the same as REST does', () => {
  it.each<[string, () => void]>([
    ['of an open pull request', () => undefined],
    [
      'of a draft with labels',
      () => {
        stage.pull.draft = true;
        stage.issue.labels.push({ id: 901, name: 'Über große Änderung', color: 'fff', description: null });
      },
    ],
    ['of one without a text', () => void (stage.issue.body = null)],
    ['of a bot’s', () => void (stage.issue.user = { id: 902, login: 'dependabot[bot]', type: 'Bot' })],
    ['of one whose author is gone', () => void (stage.issue.user = { id: 10137, login: 'ghost', type: 'User' })],
    [
      'of a fork’s',
      () => {
        stage.issue.user = { id: 903, login: 'mallory', type: 'User' };
        stage.pull.head.fork = { id: 904, owner: stage.issue.user, deleted: false };
      },
    ],
    [
      'of one whose fork is gone',
      () => void (stage.pull.head.fork = { id: 904, owner: stage.issue.user, deleted: true }),
    ],
    [
      'of one that is locked, in an archive',
      () => {
        stage.issue.locked = true;
        stage.repository.archived = true;
      },
    ],
    ['of a closed one', () => void (stage.issue.state = 'closed')],
  ])('%s', async (_, change) => {
    change();
    const asked = reads();
    const expected = await readPull(octokit, stage.target);
    const { authorId: _id, ...known } = await asked.pull();
    const { authorId: _rest, ...wanted } = expected;
    expect(known).toEqual(wanted);
    expect((await asked.again({ ...known })).headSha).toBe(expected.headSha);
    const { pull } = await readBeforeSubmission(octokit, stage.target, null);
    expect({ ...pull, authorId: undefined }).toEqual({ ...wanted, authorId: undefined });
    expect(apart).toEqual([]);
  });
});

it('bring issues, files and other pull requests in two calls', async () => {
  const { sandbox, repository, issue, pull } = stage;
  Object.assign(issue, { state: 'open', locked: false });
  repository.archived = false;
  const [closed, named] = ['Closed by it', 'Named in it'].map((title) =>
    sandbox.openIssue(repository, { title, body: `${title}: é`, user: 'bob' }),
  );
  issue.body = `Fixes #${closed?.number}. See #${named?.number}, #${issue.number} and #4711.`;
  pull.base.sha = commitFiles(repository.folder, pull.base.sha, { [SETTINGS]: 'drafts: true # é\n' });
  const asked = reads();
  let change: Awaited<ReturnType<typeof asked.pull>> | null = null;
  const bytes: (string | undefined)[] = [];
  const calls = await countCalls(async () => {
    change = await asked.pull();
    await asked.again(change);
    for (const [path, commit] of [
      [SETTINGS, pull.base.sha],
      [MISSING, pull.base.sha],
      ['README.md', null],
    ] as const)
      bytes.push((await asked.file(path, commit))?.toString());
    const others = await asked.conflicts(['src/orders/order-routes.ts', 'package.json', 'src/orders/export.ts']);
    const linked = await asked.linkedIssues({ ...(change as never as object), files: [] } as never);
    expect(linked.map(({ title }) => title)).toEqual(['Closed by it', 'Named in it']);
    bytes.push(JSON.stringify([others, linked]));
  });
  expect(calls).toBe(2);
  const known = await readPull(octokit, stage.target);
  const paths = ['src/orders/order-routes.ts', 'package.json', 'src/orders/export.ts'];
  expect(bytes).toEqual([
    'drafts: true # é\n',
    undefined,
    (await readBlob(octokit, stage.target, 'README.md', null))?.toString(),
    JSON.stringify([
      await readConflictingPulls(octokit, stage.target, paths),
      await readLinkedIssues(octokit, stage.target, known),
    ]),
  ]);
  expect(asked.messages()).not.toBe('');
  // Not wanted beforehand.
  expect(await countCalls(() => asked.file('package.json', pull.base.sha))).toBe(1);
});

const graphql = { method: 'POST', path: /\/graphql$/ } as const;

describe('what goes wrong', () => {
  it.each<[string, { status: number; body?: object; times: number }]>([
    [
      'a field that an older server does not know',
      {
        status: 200,
        body: {
          errors: [
            {
              message: "Field 'isArchived' doesn't exist on type 'Repository'",
              extensions: { code: 'undefinedField' },
            },
          ],
        },
        times: 1,
      },
    ],
    [
      'an answer of half the data',
      { status: 200, body: { data: { repository: { nameWithOwner: 'acme/orchard' } } }, times: 1 },
    ],
    [
      'null with a reason',
      {
        status: 200,
        body: { data: { repository: null }, errors: [{ type: 'SOMETHING_NEW', path: ['repository'], message: 'no' }] },
        times: 1,
      },
    ],
    ['no GraphQL at all', { status: 404, times: 1 }],
    ['GraphQL that is down', { status: 502, times: 4 }],
  ])('%s: everything is asked for over REST, once', async (_, fault) => {
    stage.sandbox.state.faults.add({ kind: 'status', ...fault, match: graphql });
    const asked = reads();
    const pull = await asked.pull();
    expect(pull.headSha).toBe(stage.pull.head.sha);
    expect(apart).toHaveLength(1);
    // It does not try again what has just failed.
    expect(await countCalls(() => asked.again(pull))).toBe(1);
    expect((await asked.file(SETTINGS, stage.pull.base.sha))?.toString()).toContain('drafts');
    expect((await asked.conflicts(['package.json'])).every(({ number }) => number !== stage.issue.number)).toBe(true);
    expect((await asked.linkedIssues({ ...pull, files: [] })).map(({ title }) => title)).toEqual([
      'Closed by it',
      'Named in it',
    ]);
  });

  it('points that are spent are a limit, also with status 200, and nothing else is asked', async () => {
    stage.sandbox.state.limits.graphqlPointsPerHour = 0;
    const asked = reads();
    expect(await countCalls(() => expect(asked.pull()).rejects.toBeInstanceOf(GitHubLimitedError))).toBe(1);
    expect(apart).toEqual([]);
  });

  it('a permission that is missing is refused as REST refuses it', async () => {
    const poor = await stage.connect({ contents: 'read' });
    stage.repository.private = true;
    await expect(reads(poor).pull()).rejects.toBeInstanceOf(GitHubTerminalError);
    stage.repository.private = false;
  });

  it('a pull request that is not there is not found', async () => {
    const asked = reviewReads(
      octokit,
      { ...stage.target, number: 4711 },
      {
        files: [],
        filesAt: ({ baseSha }) => baseSha,
        apart: () => undefined,
      },
    );
    await expect(asked.pull()).rejects.toMatchObject({ reason: 'not-found' });
  });

  it('a secondary limit is one, too', async () => {
    stage.sandbox.state.faults.add({ kind: 'secondary-limit', retryAfter: 1, match: graphql, times: 1 });
    await expect(reads().pull()).rejects.toBeInstanceOf(GitHubLimitedError);
  });
});

it.each([
  ['text', { mode: 0o100644, object: { isBinary: false, isTruncated: false, text: 'a' } }, 'a'],
  ['nothing', null, null],
  ['an empty file', { mode: 0o100644, object: { isBinary: false, isTruncated: false, text: '' } }, ''],
  ['a link', { mode: 0o120000, object: { isBinary: false, isTruncated: false, text: '../a' } }, undefined],
  ['a cut text', { mode: 0o100644, object: { isBinary: false, isTruncated: true, text: 'a' } }, undefined],
  ['bytes', { mode: 0o100644, object: { isBinary: true, isTruncated: false, text: null } }, undefined],
  [
    'a text that is no UTF-8',
    { mode: 0o100644, object: { isBinary: false, isTruncated: false, text: 'a\uFFFD' } },
    undefined,
  ],
  ['a folder', { mode: 0o040000, object: {} }, undefined],
])('a file node of %s', (_, node, expected) => {
  expect(bytesOfNode(node)?.toString() ?? bytesOfNode(node)).toBe(expected);
});
