import nock from 'nock';
import { afterEach, expect, it } from 'vitest';
import { GitHubTerminalError } from '../../../src/github/client/github-error.js';
import { readBlame } from '../../../src/github/read/read-blame.js';
import { connect, fakeGitHub, TARGET, type Answer } from '../fake-github.js';

afterEach(() => nock.cleanAll());

const asked = { sha: 'a'.repeat(40), path: 'src/a.ts' };
const answering = (answer: Answer) => fakeGitHub(({ path }) => (path === '/graphql' ? answer : undefined));
const range = (startingLine: number, endingLine: number, nodes: unknown[] | null) => ({
  startingLine,
  endingLine,
  commit: { associatedPullRequests: nodes && { nodes } },
});
const merged = (number: number) => ({ number, mergedAt: '2026-05-02T00:00:00Z' });
const open = (number: number) => ({ number, mergedAt: null });
const file = (ranges: unknown[]): Answer => ({ body: { data: { repository: { object: { blame: { ranges } } } } } });

it('tells the merged pull request of each range, and leaves out what came without one', async () => {
  const journal = answering(
    file([
      range(1, 3, [merged(7)]),
      range(4, 4, []),
      range(5, 9, null),
      range(10, 12, [open(5), merged(9)]),
      range(13, 13, [open(5)]),
    ]),
  );
  expect(await readBlame(await connect(), TARGET, asked)).toEqual([
    { from: 1, to: 3, number: 7 },
    { from: 10, to: 12, number: 9 },
  ]);
  expect(journal.at(-1)?.body['variables']).toEqual({ owner: 'acme', repo: 'shop', ...asked });
});

it.each<[string, Answer]>([
  ['a commit that is gone', { body: { data: { repository: { object: null } } } }],
  ['what is no commit', { body: { data: { repository: { object: {} } } } }],
  [
    'a file that is not there',
    {
      body: {
        data: { repository: { object: null } },
        errors: [{ type: 'NOT_FOUND', path: ['repository', 'object', 'blame'], message: 'not there' }],
      },
    },
  ],
])('knows nothing of %s', async (_, answer) => {
  answering(answer);
  expect(await readBlame(await connect(), TARGET, asked)).toEqual([]);
});

it('throws where GitHub refuses', async () => {
  answering({ status: 403, body: { message: 'Resource not accessible by integration' } });
  await expect(readBlame(await connect(), TARGET, asked)).rejects.toBeInstanceOf(GitHubTerminalError);
});
