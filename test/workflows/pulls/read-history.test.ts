import { afterAll, beforeAll, expect, it } from 'vitest';
import { GitHubUnavailableError } from '../../../src/github/client/github-error.js';
import { readHistory } from '../../../src/workflows/pulls/read-history.js';
import { graphLookup } from '../../../src/workflows/pulls/graph-lookup.js';
import type { OpenedGraph } from '../../graph/contract/opened-graph.js';
import { NOW, pull } from '../../graph/contract/records.js';
import { openPostgres } from '../../graph/postgres/open-postgres.js';
import { sampleChange, sampleFile } from '../../review/sample-change.js';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
let opened: OpenedGraph;
let run: { installationId: number; githubRepoId: number };

beforeAll(async () => {
  opened = await openPostgres();
  run = { installationId: opened.tenants.mine, githubRepoId: 7 };
  const repository = { installationId: run.installationId, repoId: 7 };
  await opened.graph.upsertRepository({ ...repository, fullName: 'acme/shop', defaultBranch: 'main' });
  await opened.graph.indexPulls(repository, [pull(1, ['src/job.ts'])]);
  await opened.graph.finishHistory(repository, NOW);
  await opened.graph.writeScan(
    { ...repository, scan: 1 },
    { files: [], symbols: [], imports: [], edges: [], tests: [] },
  );
  await opened.graph.finishScan({ ...repository, scan: 1 }, { sha: 'a'.repeat(40), at: NOW });
});
afterAll(() => opened.close());

const OWNERS: Record<string, string> = { CODEOWNERS: '* @root', 'docs/CODEOWNERS': '* @docs' };
const change = sampleChange({ files: [sampleFile('src/job.ts'), sampleFile('src/new.ts', { status: 'added' })] });
const read = (readBase: (path: string) => Promise<string | null>) =>
  readHistory(opened, run, change, readBase, async () => []);

it('takes the first CODEOWNERS that is there', async () => {
  const asked: string[] = [];
  const { history } = await read(async (path) => (asked.push(path), OWNERS[path] ?? null));
  expect(asked).toEqual(['.github/CODEOWNERS', 'CODEOWNERS']);
  expect(history.reviewers.named).toEqual({ name: 'root', reason: 'owns * (CODEOWNERS)' });
  expect(history.absent).toBeNull();
});

it('does not take another one where the first cannot be read, and says so', async () => {
  const { history } = await read(async (path) => {
    if (path === '.github/CODEOWNERS') throw new GitHubUnavailableError('GitHub answered 502');
    return OWNERS[path] ?? null;
  });
  expect(history.absent).toBe('CODEOWNERS: GitHub gave no answer');
  expect(JSON.stringify(history.reviewers)).not.toContain('CODEOWNERS');
  expect(history.experts).toMatchObject([{ name: 'dana' }]);
});

it('offers the model questions about what is known only', async () => {
  const lookup = await graphLookup({ ...opened, log: quiet }, run, async () => []);
  expect(lookup?.questions).toEqual(['history_of_file', 'history_of_lines', 'co_changed_with', 'experts_of']);
  const query = {
    question: 'history_of_file',
    path: 'src/job.ts',
    symbol: null,
    fromLine: null,
    toLine: null,
  } as const;
  expect(await lookup?.ask(query, new AbortController().signal)).toMatchObject({
    lines: [expect.stringMatching(/^#1 /)],
  });
  expect(await graphLookup({ ...opened, log: quiet }, { ...run, githubRepoId: 99 }, async () => [])).toBeUndefined();
});
