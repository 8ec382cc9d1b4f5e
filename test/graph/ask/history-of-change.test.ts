import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { historyOfChange, type HistoryOptions } from '../../../src/graph/ask/history-of-change.js';
import type { BlameOf } from '../../../src/graph/ask/undone-fixes.js';
import { SourceError } from '../../../src/graph/ask/source-error.js';
import type { KnowledgeGraph } from '../../../src/graph/knowledge-graph.js';
import type { RepositoryKey } from '../../../src/graph/types.js';
import type { ChangedFile } from '../../../src/review/types.js';
import { diffAtOnce } from '../../diff/diff-at-once.js';
import { sampleChange, sampleFile } from '../../review/sample-change.js';
import type { OpenedGraph } from '../contract/opened-graph.js';
import { batch, daysAgo, edge, file, issue, key, NOW, person, pull, symbol } from '../contract/records.js';
import { openPostgres } from '../postgres/open-postgres.js';

let opened: OpenedGraph;
let graph: KnowledgeGraph;
let repository: RepositoryKey;

const [dana, kim] = [person('dana', 501), person('kim', 502)];

beforeAll(async () => {
  opened = await openPostgres();
  ({ graph } = opened);
  repository = { installationId: opened.tenants.mine, repoId: 7 };
  await graph.upsertRepository({ ...repository, fullName: 'acme/shop', defaultBranch: 'main' });
  const version = { ...repository, scan: 1 };
  const tested = (testPath: string, confidence: number) =>
    ({ symbol: key('src/a.ts#load'), testPath, tier: 'ambiguous', confidence }) as const;
  await graph.writeScan(
    version,
    batch({
      files: ['src/a.ts', 'src/b.ts', 'src/caller.ts', 'src/old.ts', 'test/a.ts'].map((path) => file(path)),
      symbols: [symbol('src/a.ts#load', { endLine: 20 }), symbol('src/caller.ts#run')],
      edges: [edge('src/caller.ts#run', 'src/a.ts#load', { line: 4 })],
      tests: [tested('test/a.ts', 0.9), tested('test/guess.ts', 0.3)],
    }),
  );
  await graph.finishScan(version, { sha: 'c'.repeat(40), at: NOW });
  const bug = issue(97, { title: 'Loads twice', isBug: true });
  await graph.indexPulls(repository, [
    // Dana made what changes now, and works elsewhere since.
    ...[1, 2, 3, 4, 5, 6].map((number) =>
      pull(number, ['src/a.ts', 'src/b.ts'], { author: dana, mergedAt: daysAgo(200 - number) }),
    ),
    pull(7, ['src/a.ts'], { author: dana, title: 'Load once', closes: [bug], mergedAt: daysAgo(150) }),
    pull(8, ['src/old.ts'], { author: kim, title: 'Gone', mergedAt: daysAgo(150) }),
    ...Array.from({ length: 30 }, (_, at) => pull(20 + at, [`docs/${at}.md`], { author: dana, additions: 10 + at })),
    pull(51, ['src/caller.ts'], { author: person('cleo', 503) }),
    pull(60, ['src/new.ts', 'src/a.ts'], { state: 'open', mergedAt: null, author: kim }),
  ]);
  await graph.finishHistory(repository, NOW);
});
afterAll(() => opened.close());

const change = (files: ChangedFile[], over: { author?: string; number?: number } = {}) =>
  sampleChange({ number: 100, author: 'ada', files, ...over });
const added = (path: string, lines: number) =>
  sampleFile(path, { status: 'added', additions: lines, deletions: 0, hunks: diffAtOnce('', 'x\n') });
const edited = (path: string, before: string, after: string) => {
  const hunks = diffAtOnce(before, after);
  return sampleFile(path, { hunks });
};
const ask = (files: ChangedFile[], options: Partial<HistoryOptions> = {}, of: KnowledgeGraph = graph) =>
  historyOfChange(of, repository, change(files), { now: NOW, ...options });

const GUARD = 'if (loaded) return;\nload();\n';
const blameOf: BlameOf = async (_, lines) => lines.map((line) => ({ line, number: 7 }));

it('tells who knows the files, and whether they are still there, by the whole repository', async () => {
  const { history } = await ask([edited('src/a.ts', GUARD, 'load();\n')]);
  expect(history.experts).toEqual([{ name: 'dana', share: 1, isInactive: false }]);
  expect(history.reviewers).toEqual({
    named: { name: 'dana', reason: 'authorship 1.00 of 1 in these files' },
    backup: { name: 'cleo', reason: 'authorship 1.00 of 1 in files that call them' },
    gap: { name: 'dana', files: 1, of: 1 },
  });
  const old = await ask([edited('src/old.ts', 'a\n', 'b\n')]);
  expect(old.history.experts).toMatchObject([{ name: 'kim', isInactive: false }]);
});

it('knows more who could review than the two it names, and never the author', async () => {
  const codeOwners = async () => '/src/ @olga @Dana\n';
  const { candidates } = await ask([edited('src/a.ts', GUARD, 'load();\n')], { codeOwners });
  expect(candidates.map(({ login }) => login)).toEqual(['dana', 'olga', 'cleo']);
  const own = change([edited('src/a.ts', GUARD, 'load();\n')], { author: 'dana' });
  const others = await historyOfChange(graph, repository, own, { now: NOW, codeOwners });
  expect(others.candidates.map(({ login }) => login)).toEqual(['olga', 'cleo']);
});

it('tells callers and tests as of the commit that was scanned, and no unsure ones', async () => {
  const { history } = await ask([edited('src/a.ts', GUARD, 'load();\n')]);
  expect(history.sha).toBe('c'.repeat(40));
  expect(history.called).toEqual([
    {
      path: 'src/a.ts',
      name: 'load',
      callers: [{ path: 'src/caller.ts', name: 'run', line: 4, tier: 'import', confidence: expect.closeTo(0.9, 5) }],
      tests: [{ path: 'test/a.ts', tier: 'ambiguous', confidence: expect.closeTo(0.9, 5) }],
    },
  ]);
});

describe('a change of new files only', () => {
  it('has owners, open pull requests beside it, and nothing that was made up', async () => {
    const codeOwners = async () => '/src/ @olga\n';
    const { history, conflicts } = await ask([added('src/new.ts', 10)], { codeOwners });
    expect(history.reviewers.named).toEqual({ name: 'olga', reason: 'owns /src/ (CODEOWNERS)' });
    expect(conflicts).toEqual([{ number: 60, title: 'change 60', files: ['src/new.ts'] }]);
    expect(history).toMatchObject({ absent: null, experts: [], related: [], partners: [], files: [], called: [] });
  });

  it('stands out by its lines and its files among the pull requests of the whole repository', async () => {
    const factorsOf = async (files: ChangedFile[], author = 'dana') =>
      (await historyOfChange(graph, repository, change(files, { author }), { now: NOW })).history.factors;
    const any = 'more than in any of the 39 merged pull requests before this one';
    expect(await factorsOf([added('src/new.ts', 500)])).toEqual([`500 lines added, ${any}`]);
    expect(await factorsOf([added('src/new.ts', 20)])).toEqual([]);
    const wide = ['a/1.ts', 'b/2.ts', 'c/3.ts', 'd/4.ts'].map((path) => added(path, 3));
    expect(await factorsOf(wide)).toEqual([`4 files, ${any}`]);
    expect(await factorsOf([added('src/new.ts', 20)], 'ada')).toEqual([
      '0 changes by its author lately, less than in 95 % of the 20 merged pull requests before this one',
    ]);
  });
});

describe('lines of a fix', () => {
  it('are told where they are removed', async () => {
    const { history } = await ask([edited('src/a.ts', GUARD, 'load();\n')], { blameOf });
    expect(history.undone).toEqual([
      {
        path: 'src/a.ts',
        lines: [1],
        by: { number: 7, sha: null, title: 'Load once' },
        issue: { number: 97, title: 'Loads twice', isBug: true },
      },
    ]);
    expect(history).not.toHaveProperty('cut');
  });

  it('are not undone where they move to another file, whatever their indentation', async () => {
    const files = [
      edited('src/a.ts', GUARD, 'load();\n'),
      sampleFile('src/guard.ts', { status: 'added', hunks: diffAtOnce('', '  if  (loaded) return;\n') }),
    ];
    expect((await ask(files, { blameOf })).history.undone).toEqual([]);
  });

  it('are of merged pull requests only', async () => {
    const ofOpen: BlameOf = async (_, lines) => lines.map((line) => ({ line, number: 60 }));
    expect((await ask([edited('src/a.ts', GUARD, 'load();\n')], { blameOf: ofOpen })).history.undone).toEqual([]);
  });

  it('say where not all files were asked about', async () => {
    const files = [edited('src/a.ts', GUARD, 'load();\n'), edited('src/b.ts', GUARD, 'load();\n')];
    const first: BlameOf = async (path, lines) => (path === 'src/a.ts' ? blameOf(path, lines) : null);
    const { history } = await ask(files, { blameOf: first });
    expect(history).toMatchObject({ absent: 'blame: 1 of 2 files were asked about', cut: ['undone'] });
    expect(history.undone).toHaveLength(1);
  });
});

describe('a source that gives no answer', () => {
  const fails = (message: string) => async () => {
    throw new SourceError(message);
  };
  const files = [edited('src/a.ts', GUARD, 'load();\n')];

  it('is named, and the rest is told', async () => {
    const { history } = await ask(files, {
      blameOf: fails('GitHub gave no answer'),
      codeOwners: fails('GitHub refused'),
    });
    expect(history.absent).toBe('blame: GitHub gave no answer; CODEOWNERS: GitHub refused');
    expect(history.cut).toEqual(['undone']);
    expect(history.experts).toHaveLength(1);
  });

  it('is not waited for', async () => {
    const never = () => new Promise<never>(() => undefined);
    const from = performance.now();
    const { history } = await ask(files, { blameOf: never, outsideMs: 300 });
    expect(performance.now() - from).toBeLessThan(1950);
    expect(history).toMatchObject({ absent: 'blame: no answer', experts: [{ name: 'dana' }] });
  });

  it('is CODEOWNERS whose rules take too long: it holds nobody up', async () => {
    const many = Array.from({ length: 50 }, (_, at) => added(`${'a'.repeat(200)}${at}`, 1));
    const codeOwners = async () => `/${'*a'.repeat(150)}b @a\n`.repeat(5000);
    const { history } = await ask(many, { codeOwners, deadlineMs: 60_000 });
    expect(history.absent).toBe('CODEOWNERS: its rules take too long');
    // 5,000 rules of which each takes milliseconds for this one path.
    const rules = async () => `*${'a'.repeat(440)}b @a\n`.repeat(5000);
    const from = performance.now();
    const one = await ask([added('a'.repeat(890), 1)], { codeOwners: rules, deadlineMs: 60_000 });
    expect(one.history.absent).toBe('CODEOWNERS: its rules take too long');
    expect(performance.now() - from).toBeLessThan(5000);
  });

  it('does not hide a fault of ours', async () => {
    const broken = async () => {
      throw new TypeError('not a function');
    };
    await expect(ask(files, { codeOwners: broken })).rejects.toThrow(TypeError);
  });

  it('is the store itself: after two seconds the review goes on and says so', async () => {
    const hanging: KnowledgeGraph = { ...graph, coChanged: () => new Promise(() => undefined) };
    const from = performance.now();
    const { history, conflicts } = await ask(files, {}, hanging);
    expect(performance.now() - from).toBeGreaterThan(1900);
    expect(performance.now() - from).toBeLessThan(2900);
    expect(history).toMatchObject({ absent: 'graph: no answer', experts: [], sha: null });
    expect(conflicts).toEqual([]);
  });
});

it.each([
  ['is not known', { installationId: 0, repoId: 99 }],
  ['is not scanned', { installationId: 0, repoId: 8 }],
])('says so of a repository that %s', async (_, { repoId }) => {
  const other = { ...repository, repoId };
  if (repoId === 8) await graph.upsertRepository({ ...other, fullName: 'acme/docs', defaultBranch: 'main' });
  const { history } = await historyOfChange(graph, other, change([sampleFile('src/a.ts')]), { now: NOW });
  expect(history.absent).toBe('graph: not yet scanned');
});
