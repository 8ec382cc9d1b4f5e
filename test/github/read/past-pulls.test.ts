import nock from 'nock';
import { afterEach, expect, it } from 'vitest';
import { GitHubLimitedError, GitHubUnavailableError } from '../../../src/github/client/github-error.js';
import { readPastPull } from '../../../src/github/read/read-past-pull.js';
import { readPastPulls } from '../../../src/github/read/read-past-pulls.js';
import { connect, fakeGitHub, TARGET, type Answer, type Route } from '../fake-github.js';

const asked = { state: 'merged', first: 25, after: null } as const;
const rateLimit = { limit: 5000, remaining: 4800, cost: 14, resetAt: '2026-06-01T12:00:00Z' };
const NODE = {
  number: 5,
  title: 'Change',
  state: 'MERGED',
  createdAt: '2026-05-01T00:00:00Z',
  mergedAt: '2026-05-02T00:00:00Z',
  updatedAt: '2026-05-03T00:00:00Z',
  additions: 2,
  deletions: 1,
  headRefName: 'change',
  author: { __typename: 'User', login: 'dana', databaseId: 4 },
  mergeCommit: { message: 'Merge' },
  files: {
    pageInfo: { hasNextPage: false, endCursor: null },
    nodes: [{ path: 'a.ts', additions: 2, deletions: 1, changeType: 'MODIFIED' }],
  },
  closingIssuesReferences: { nodes: [] },
  reviews: { nodes: [] },
};

afterEach(() => nock.cleanAll());

/** What GraphQL answers, call by call; the last answer stays. */
function graphql(...answers: Answer[]): Route {
  let call = 0;
  return ({ path }) => (path === '/graphql' ? answers[Math.min(call++, answers.length - 1)] : undefined);
}

const page = (
  nodes: unknown[],
  pageInfo: object = { hasNextPage: false, endCursor: null },
  errors?: object[],
): Answer => ({
  body: {
    data: { rateLimit, repository: { nameWithOwner: 'acme/shop', pullRequests: { totalCount: 40, pageInfo, nodes } } },
    ...(errors && { errors }),
  },
});

it('reads a page, its place and what is left of the points', async () => {
  const journal = fakeGitHub(graphql(page([NODE], { hasNextPage: true, endCursor: 'Y3Vyc29y' })));
  expect(await readPastPulls(await connect(), TARGET, { ...asked, after: 'before' })).toMatchObject({
    pulls: [
      {
        number: 5,
        author: { login: 'dana', id: 4, isBot: false },
        updatedAt: new Date('2026-05-03T00:00:00Z'),
        files: [{ path: 'a.ts', renamed: false }],
      },
    ],
    total: 40,
    next: 'Y3Vyc29y',
    points: { limit: 5000, remaining: 4800, resetAt: new Date('2026-06-01T12:00:00Z') },
  });
  const variables = { owner: 'acme', repo: 'shop', states: ['MERGED'], first: 25, after: 'before' };
  expect(journal.at(-1)?.body['variables']).toEqual(variables);
});

it.each<[string, object, object]>([
  ['an author who is gone', { author: null }, { author: null }],
  [
    'a bot, under the login that REST gives it',
    { author: { __typename: 'Bot', login: 'dependabot', databaseId: 9 } },
    { author: { login: 'dependabot[bot]', id: 9, isBot: true } },
  ],
  [
    'an author without an id',
    { author: { __typename: 'EnterpriseUserAccount', login: 'x' } },
    { author: { login: 'x', id: null } },
  ],
  ['no time of its last change', { updatedAt: null }, { updatedAt: null }],
  ['no merge commit', { mergeCommit: null }, { mergeMessage: '' }],
  ['no files', { files: null }, { files: [] }],
  ['a title of any length', { title: 'x'.repeat(9000) }, { title: 'x'.repeat(300) }],
  [
    'a reviewer who is gone, and a review that is not submitted',
    {
      reviews: {
        nodes: [
          { author: null, state: 'APPROVED', comments: { totalCount: 1 } },
          {
            author: { __typename: 'User', login: 'tom', databaseId: 3 },
            state: 'PENDING',
            comments: { totalCount: 1 },
          },
          {
            author: { __typename: 'User', login: 'tom', databaseId: 3 },
            state: 'APPROVED',
            comments: { totalCount: 2 },
          },
          null,
        ],
      },
    },
    { reviews: [{ author: { login: 'tom', id: 3, isBot: false }, state: 'approved', comments: 2 }] },
  ],
  [
    'an issue of another repository',
    {
      closingIssuesReferences: {
        nodes: [
          { number: 1, title: 'a', state: 'OPEN', repository: { nameWithOwner: 'acme/other' }, labels: { nodes: [] } },
          { number: 2, title: 'b', state: 'CLOSED', repository: { nameWithOwner: 'Acme/Shop' }, labels: null },
        ],
      },
    },
    { closes: [{ number: 2, title: 'b', state: 'closed', labels: [] }] },
  ],
])('takes %s', async (_, change, expected) => {
  fakeGitHub(graphql(page([{ ...NODE, ...change }])));
  expect((await readPastPulls(await connect(), TARGET, asked)).pulls).toMatchObject([expected]);
});

it('leaves out what GitHub does not show, with or without an error, and what has no shape that we know', async () => {
  const forbidden = { type: 'FORBIDDEN', path: ['repository', 'pullRequests', 'nodes', 0], message: 'SAML' };
  fakeGitHub(graphql(page([null, { ...NODE, state: 'LOST' }, { ...NODE, number: 4 }], undefined, [forbidden])));
  expect((await readPastPulls(await connect(), TARGET, asked)).pulls.map(({ number }) => number)).toEqual([4]);
});

it('throws what is refused as a whole', async () => {
  const errors = [{ type: 'FORBIDDEN', path: ['repository', 'pullRequests'], message: 'Resource not accessible' }];
  fakeGitHub(graphql({ body: { data: { rateLimit, repository: null }, errors } }));
  await expect(readPastPulls(await connect(), TARGET, asked)).rejects.toThrow('Resource not accessible');
});

it('throws a limit, in whichever page it comes, with the time at which it ends', async () => {
  const errors = [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }];
  const reset = Math.ceil(Date.now() / 1000) + 900;
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
  fakeGitHub(graphql(page([NODE], { hasNextPage: true, endCursor: 'a' }), { body: { errors }, headers }));
  const octokit = await connect();
  const first = await readPastPulls(octokit, TARGET, asked);
  const error: unknown = await readPastPulls(octokit, TARGET, { ...asked, after: first.next }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(GitHubLimitedError);
  expect((error as GitHubLimitedError).until.getTime()).toBeGreaterThan((reset - 60) * 1000);
});

it.each<[string, Answer]>([
  ['502', { status: 502, body: 'bad gateway' }],
  [
    'words',
    {
      body: {
        data: null,
        errors: [{ message: 'Something went wrong while executing your query. This may be the result of a timeout' }],
      },
    },
  ],
])('asks for a smaller page where GitHub says by %s that this one takes too long', async (_, late) => {
  const journal = fakeGitHub(graphql(...Array.from({ length: late.status ? 4 : 1 }, () => late), page([NODE])));
  expect((await readPastPulls(await connect(), TARGET, asked)).pulls).toHaveLength(1);
  const sizes = journal
    .filter(({ path }) => path === '/graphql')
    .map(({ body }) => (body['variables'] as { first: number }).first);
  expect(new Set(sizes)).toEqual(new Set([25, 5]));
});

it('gives up on a GitHub that answers nothing of use', async () => {
  fakeGitHub(graphql({ status: 502, body: 'bad gateway' }));
  await expect(readPastPulls(await connect(), TARGET, asked)).rejects.toBeInstanceOf(GitHubUnavailableError);
});

it('reads all files of one pull request, and asks REST for old names only where there are some', async () => {
  const files = (path: string, changeType: string, endCursor: string | null) => ({
    pageInfo: { hasNextPage: endCursor !== null, endCursor },
    nodes: [{ path, additions: 1, deletions: 0, changeType }],
  });
  const one = (pullRequest: object | null) => ({
    body: { data: { repository: { nameWithOwner: 'acme/shop', pullRequest } } },
  });
  const journal = fakeGitHub(
    graphql(
      one({ ...NODE, files: files('a.ts', 'MODIFIED', 'x') }),
      one({ files: files('b.ts', 'RENAMED', 'y') }),
      one({ files: files('c.ts', 'ADDED', null) }),
    ),
    ({ path }) =>
      path.includes('/pulls/5/files') ? { body: [{ filename: 'b.ts', previous_filename: 'old.ts' }] } : undefined,
  );
  expect(
    (await readPastPull(await connect(), TARGET))?.files.map(({ path, renamedFrom }) => [path, renamedFrom]),
  ).toEqual([
    ['a.ts', null],
    ['b.ts', 'old.ts'],
    ['c.ts', null],
  ]);
  expect(journal.filter(({ path }) => path.includes('/files'))).toHaveLength(1);
});

it('a pull request that is gone is none', async () => {
  const errors = [{ type: 'NOT_FOUND', path: ['repository', 'pullRequest'], message: 'Could not resolve' }];
  fakeGitHub(graphql({ body: { data: { repository: { nameWithOwner: 'acme/shop', pullRequest: null } }, errors } }));
  expect(await readPastPull(await connect(), TARGET)).toBeNull();
});
