import nock from 'nock';
import { afterEach, expect, it } from 'vitest';
import { SourceError } from '../../../src/graph/ask/source-error.js';
import { blameAt } from '../../../src/workflows/pulls/blame-at.js';
import { connect, fakeGitHub, TARGET, type Answer } from '../../github/fake-github.js';

afterEach(() => nock.cleanAll());

const merged = (number: number) => ({ number, mergedAt: '2026-05-02T00:00:00Z' });
const range = (startingLine: number, endingLine: number, ...nodes: object[]) => ({
  startingLine,
  endingLine,
  commit: { associatedPullRequests: { nodes } },
});
const BLAME: Answer = {
  body: {
    data: {
      repository: {
        object: {
          blame: {
            ranges: [
              range(1, 2, merged(7)),
              range(3, 3, { number: 5, mergedAt: null }, merged(8)),
              range(4, 4, { number: 5, mergedAt: null }),
              range(5, 9),
            ],
          },
        },
      },
    },
  },
};

async function open(answer: Answer, sha: string | null = 'a'.repeat(40)) {
  const journal = fakeGitHub(({ path }) => (path === '/graphql' ? answer : undefined));
  const blameOf = blameAt(await connect(), TARGET, async () => sha);
  return {
    blameOf,
    asked: () => journal.filter(({ path }) => path === '/graphql').map(({ body }) => body['variables']),
  };
}

it('tells the merged pull request that brought a line, and leaves out lines of none', async () => {
  const { blameOf, asked } = await open(BLAME);
  expect(await blameOf('src/a.ts', [2, 3, 4, 5, 100])).toEqual([
    { line: 2, number: 7 },
    { line: 3, number: 8 },
  ]);
  expect(asked()).toEqual([{ owner: 'acme', repo: 'shop', sha: 'a'.repeat(40), path: 'src/a.ts' }]);
});

it('asks once for a file, about ten files, and says of the others that they were not asked about', async () => {
  const { blameOf, asked } = await open(BLAME);
  const files = Array.from({ length: 10 }, (_, at) => `f${at}.ts`);
  const first = await Promise.all([...files, 'f0.ts', 'one-more.ts'].map((path) => blameOf(path, [1])));
  expect(first.slice(0, 11)).toEqual(Array.from({ length: 11 }, () => [{ line: 1, number: 7 }]));
  expect(first[11]).toBeNull();
  expect(await blameOf('f3.ts', [3])).toEqual([{ line: 3, number: 8 }]);
  expect(asked()).toHaveLength(10);
});

it.each<[string, Answer, string | null, string]>([
  ['is away', { status: 502 }, 'a'.repeat(40), 'GitHub gave no answer'],
  ['refuses', { status: 451 }, 'a'.repeat(40), 'GitHub refused (blocked)'],
  ['limits us', { status: 403, headers: { 'retry-after': '60' } }, 'a'.repeat(40), 'GitHub limits our requests'],
  ['does not know the commit', BLAME, null, 'the commit of the lines is not known'],
])('says why there is no blame where GitHub %s', async (_, answer, sha, why) => {
  const { blameOf } = await open(answer, sha);
  await expect(blameOf('src/a.ts', [1])).rejects.toEqual(new SourceError(why));
});

it('throws what is no answer of GitHub as it comes', async () => {
  const stopped = new Error('the run was stopped');
  fakeGitHub();
  const blameOf = blameAt(await connect(), TARGET, () => Promise.reject(stopped));
  await expect(blameOf('src/a.ts', [1])).rejects.toBe(stopped);
});
