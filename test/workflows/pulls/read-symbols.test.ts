import { expect, it } from 'vitest';
import type { Octokit } from '../../../src/github/client/installation-octokit.js';
import { noHistory } from '../../../src/graph/ask/no-history.js';
import { createSymbolThread } from '../../../src/graph/symbols/thread/symbol-thread.js';
import { readSymbols, withSymbols } from '../../../src/workflows/pulls/read-symbols.js';
import { createPostgresGraph } from '../../../src/graph/postgres/create-postgres-graph.js';
import { createDataSource } from '../../../src/database/data-source.js';
import { sampleChange, sampleFile } from '../../review/sample-change.js';

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const target = { owner: 'acme', repo: 'shop', number: 1, repositoryId: 7, installationId: 90 };
const run = { installationId: 1, githubRepoId: 7 };

it.each([
  ['src/job.ts', 'contracts and collisions: no answer'],
  // Nothing was to be read.
  ['docs/notes.md', null],
])('a repository that cannot be read is told of a change of %s: %j', async (path, told) => {
  const symbols = createSymbolThread();
  const ports = {
    graph: createPostgresGraph(
      createDataSource({
        scope: 'system',
        url: 'postgres://nobody@localhost:1/x',
        poolSize: 1,
        applicationName: 'test',
      }),
    ),
    symbols,
    openSnapshot: () => Promise.reject(new Error('GitHub gives no archive')),
    log: quiet,
  };
  const change = sampleChange({ files: [sampleFile(path)] });
  const read = await readSymbols(ports, {} as Octokit, target, run, change);
  await symbols.close();
  expect(withSymbols(noHistory('graph'), read, change).absent).toBe(told);
  expect(withSymbols(noHistory('graph', 'graph: not yet scanned'), read, change).absent).toBe('graph: not yet scanned');
});

it('says of collisions that were not all looked for that there may be more', () => {
  const read = { collisions: [], isCut: true, unread: null };
  const history = { ...noHistory('graph'), cut: ['undone' as const] };
  expect(withSymbols(history, read, sampleChange()).cut).toEqual(['undone', 'collisions']);
  expect(withSymbols(noHistory('graph'), { ...read, isCut: false }, sampleChange())).not.toHaveProperty('cut');
});
