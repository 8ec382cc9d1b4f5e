import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerQuestion, type AnswerOptions } from '../../../src/graph/ask/answer-question.js';
import type { BlameOf } from '../../../src/graph/ask/undone-fixes.js';
import { questionsOf } from '../../../src/graph/ask/questions-of.js';
import { SourceError } from '../../../src/graph/ask/source-error.js';
import { GraphUnavailableError } from '../../../src/graph/graph-unavailable-error.js';
import type { KnowledgeGraph } from '../../../src/graph/knowledge-graph.js';
import type { RepositoryKey } from '../../../src/graph/types.js';
import type { GraphQuery } from '../../../src/review/ask/lookups.js';
import type { OpenedGraph } from '../contract/opened-graph.js';
import { batch, daysAgo, edge, file, issue, key, NOW, person, pull, symbol } from '../contract/records.js';
import { openPostgres } from '../postgres/open-postgres.js';

let opened: OpenedGraph;
let graph: KnowledgeGraph;
let repository: RepositoryKey;
let bare: RepositoryKey;

beforeAll(async () => {
  opened = await openPostgres();
  ({ graph } = opened);
  repository = { installationId: opened.tenants.mine, repoId: 7 };
  bare = { ...repository, repoId: 8 };
  await graph.upsertRepository({ ...repository, fullName: 'acme/shop', defaultBranch: 'main' });
  await graph.upsertRepository({ ...bare, fullName: 'acme/docs', defaultBranch: 'main' });
  const version = { ...repository, scan: 1 };
  const many = Array.from({ length: 25 }, (_, at) => `src/many.ts#call${at}`);
  await graph.writeScan(
    version,
    batch({
      files: ['src/a.ts', 'src/b.ts', 'src/many.ts'].map((path) => file(path)),
      symbols: ['src/a.ts#load', 'src/a.ts#Store.save', 'src/b.ts#run', ...many].map((each) => symbol(each)),
      edges: [
        edge('src/b.ts#run', 'src/a.ts#load', { line: 4 }),
        edge('src/b.ts#run', 'src/a.ts#Store.save', { line: 5, type: 'INHERITS' }),
        ...many.map((from) => edge(from, 'src/b.ts#run')),
      ],
      tests: [
        { symbol: key('src/a.ts#load'), testPath: 'test/a.test.ts', tier: 'import', confidence: 0.9 },
        { symbol: key('src/a.ts#load'), testPath: 'test/guess.ts', tier: 'ambiguous', confidence: 0.3 },
      ],
    }),
  );
  await graph.finishScan(version, { sha: 'a'.repeat(40), at: NOW });
  await graph.indexPulls(repository, [
    ...[1, 2, 3, 4, 5, 6].map((number) =>
      pull(number, ['src/a.ts', 'src/b.ts'], { title: `change ${number}`, mergedAt: daysAgo(100 - number) }),
    ),
    pull(7, ['src/a.ts'], {
      title: 'Load once',
      mergedAt: daysAgo(5),
      closes: [issue(97, { title: 'Loads twice', isBug: true })],
    }),
    pull(8, ['src/a.ts'], { state: 'open', mergedAt: null, author: person('kim', 502) }),
  ]);
  await graph.indexPulls(bare, [pull(1, ['a.md'])]);
});
afterAll(() => opened.close());

const day = (days: number) => daysAgo(days).toISOString().slice(0, 10);
const ask = (query: Partial<GraphQuery>, options: Partial<AnswerOptions> = {}, of: KnowledgeGraph = graph) =>
  answerQuestion(
    of,
    repository,
    { question: 'callers_of', path: 'src/a.ts', symbol: null, fromLine: null, toLine: null, ...query },
    { now: NOW, ...options },
  );

it.each<[Partial<GraphQuery>, string[]]>([
  [{ question: 'callers_of', symbol: 'load' }, ['src/b.ts:4 run [import, 0.90]']],
  [{ question: 'callers_of', symbol: 'nothing' }, []],
  [{ question: 'callees_of', path: 'src/b.ts', symbol: 'run' }, ['src/a.ts (called at line 4) load [import, 0.90]']],
  [{ question: 'implementations_of', symbol: 'save' }, ['src/b.ts:5 run [import, 0.90]']],
  [{ question: 'tests_of' }, ['test/a.test.ts calls load [import, 0.90]']],
  [
    { question: 'history_of_file', path: 'src/b.ts' },
    [6, 5, 4, 3, 2, 1].map((n) => `#${n} ${day(100 - n)} change ${n}`),
  ],
  [{ question: 'co_changed_with', path: 'src/b.ts' }, ['src/a.ts: in 6 of 6 changes of src/b.ts']],
  [{ question: 'experts_of' }, [`dana: authorship 1.00 of 1, last change ${day(5)}`]],
])('answers %o', async (query, lines) => {
  expect(await ask(query)).toEqual({ lines, left: null });
});

it('says where more is known than is told', async () => {
  const found = await ask({ question: 'callers_of', path: 'src/b.ts' });
  expect(found?.lines).toHaveLength(20);
  expect(found?.left).toBe('only the first 20 are told');
});

describe('the history of lines', () => {
  const blame =
    (numbers: Record<number, number>): BlameOf =>
    async (_, lines) =>
      lines.flatMap((line) => (numbers[line] === undefined ? [] : [{ line, number: numbers[line] }]));
  const lines = { question: 'history_of_lines', fromLine: 3, toLine: 6 } as const;

  it('is that of merged pull requests, and says which lines have none', async () => {
    expect(await ask(lines, { blameOf: blame({ 3: 7, 4: 7, 5: 8, 6: 1234 }) })).toEqual({
      lines: [`lines 3, 4: #7 ${day(5)} Load once, closed #97 (bug) Loads twice`],
      left: 'the other lines came with no merged pull request that is known',
    });
  });

  it.each<[string, Partial<GraphQuery>, BlameOf | undefined, string]>([
    ['no lines are named', { fromLine: null }, blame({}), 'from_line and to_line are needed'],
    ['nobody can be asked', {}, undefined, 'which pull requests brought a line is not known here'],
    ['enough files were asked about', {}, async () => null, 'no more files are asked about in this review'],
    [
      'the source is away',
      {},
      async () => {
        throw new SourceError('GitHub gave no answer');
      },
      'GitHub gave no answer',
    ],
  ])('says why there is none where %s', async (_, query, blameOf, left) => {
    const options = blameOf === undefined ? {} : { blameOf };
    expect(await ask({ ...lines, ...query }, options)).toEqual({ lines: [], left });
  });

  it('looks at 200 lines and says so', async () => {
    const asked: number[] = [];
    const found = await ask(
      { ...lines, fromLine: 1, toLine: 900 },
      {
        blameOf: async (_, wanted) => {
          asked.push(...wanted);
          return wanted.map((line) => ({ line, number: 7 }));
        },
      },
    );
    expect(asked).toHaveLength(200);
    expect(found?.left).toBe('only the first 200 lines were looked at');
  });
});

it('gives no answer where the store gives none in time, or fails; a fault of ours is thrown', async () => {
  const store = (historyOfFile: () => Promise<never>): KnowledgeGraph => ({ ...graph, historyOfFile });
  const query = { question: 'history_of_file' } as const;
  const fail = (error: Error) => async () => Promise.reject(error);
  expect(
    await ask(
      query,
      { deadlineMs: 50 },
      store(() => new Promise(() => undefined)),
    ),
  ).toBeNull();
  expect(await ask(query, {}, store(fail(new GraphUnavailableError('away'))))).toBeNull();
  await expect(ask(query, {}, store(fail(new TypeError('ours'))))).rejects.toThrow(TypeError);
});

it('offers only questions that the repository can answer', async () => {
  expect(await questionsOf(graph, repository)).toEqual([
    'callers_of',
    'callees_of',
    'implementations_of',
    'tests_of',
    'history_of_file',
    'history_of_lines',
    'co_changed_with',
    'experts_of',
  ]);
  // No symbols were read there.
  expect(await questionsOf(graph, bare)).toEqual([
    'history_of_file',
    'history_of_lines',
    'co_changed_with',
    'experts_of',
  ]);
  expect(await questionsOf(graph, { ...bare, repoId: 99 })).toEqual([]);
  expect(await questionsOf({ counts: () => new Promise(() => undefined) }, bare, 50)).toBeNull();
});
