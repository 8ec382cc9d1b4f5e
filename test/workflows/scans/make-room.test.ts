import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source.js';
import { GraphUnavailableError } from '../../../src/graph/graph-unavailable-error.js';
import type { KnowledgeGraph } from '../../../src/graph/knowledge-graph.js';
import { createPostgresGraph } from '../../../src/graph/postgres/create-postgres-graph.js';
import { graphHealth } from '../../../src/operations/graph-health.js';
import { makeRoom, symbolsWithoutRoom } from '../../../src/workflows/scans/make-room.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';

let database: TestDatabase;
let source: DataSource;
let graph: KnowledgeGraph;
const warned: unknown[] = [];
const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (seen: unknown) => void warned.push(seen),
  error: () => undefined,
};
/** Symbols of each repository. */
const SYMBOLS = new Map([
  [11, 5],
  [12, 30],
  [13, 20],
]);

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ scope: 'system', url: database.url, poolSize: 4, applicationName: 'test' });
  await source.initialize();
  graph = createPostgresGraph(source);
});
beforeEach(async () => {
  warned.length = 0;
  await source.query('DELETE FROM installations');
  await source.query(
    `INSERT INTO installations (id, github_installation_id, account_login, account_id, account_type) VALUES (1, 90, 'acme', 1, 'Organization')`,
  );
  await source.query(
    `INSERT INTO repositories (id, installation_id, github_repo_id, full_name)
     VALUES (1, 1, 11, 'acme/a'), (2, 1, 12, 'acme/b'), (3, 1, 13, 'acme/c')`,
  );
  await graph.purge({ installationId: 1 });
  for (const [repoId, count] of SYMBOLS) await scanned(repoId, count);
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

/** A whole scan that read one file and so many symbols. */
async function scanned(repoId: number, count: number): Promise<void> {
  const key = { installationId: 1, repoId };
  const file = { path: 'a.ts', extension: 'ts', language: 'typescript', size: 1, lines: 1, isTest: false };
  const symbols = Array.from({ length: count }, (_, at) => ({
    path: 'a.ts',
    qualifiedName: `f${at}`,
    kind: 'function',
    signature: '',
    startLine: 1,
    endLine: 1,
    exported: true,
    contractHash: '',
  }));
  const files = [{ ...file, isGenerated: false }];
  await graph.upsertRepository({ ...key, fullName: 'acme/x', defaultBranch: 'main' });
  await graph.writeScan({ ...key, scan: 1 }, { files, symbols, imports: [], edges: [], tests: [] });
  await graph.finishScan({ ...key, scan: 1 }, { sha: 'a'.repeat(40), at: new Date() });
  await source.query(
    `INSERT INTO scans (installation_id, repository_id, kind, reason, status, symbols, completed_at)
      VALUES (1, $1, 'full', 'installed', 'completed', $2, now())`,
    [repoId - 10, count],
  );
}

/** The tables, with as much room as a small Neo4j: three repositories with a file each, and their symbols. */
const within = (most: number): KnowledgeGraph => ({
  ...graph,
  room: async () => {
    const [row]: { nodes: number }[] = await source.query(
      `SELECT ((SELECT count(*) FROM graph_symbols) + (SELECT count(*) FROM graph_files) + (SELECT count(*) FROM graph_repositories))::int AS nodes`,
    );
    return { nodes: row?.nodes ?? 0, most };
  },
});

const symbolsLeft = () =>
  Promise.all([...SYMBOLS.keys()].map(async (repoId) => (await graph.counts({ installationId: 1, repoId })).symbols));

it.each([
  // 55 symbols, 3 files, 3 repositories.
  ['there is room', 70, [5, 30, 20], 0],
  ['the largest is enough', 60, [5, 0, 20], 1],
  ['two have to go', 25, [5, 0, 0], 2],
  ['nothing is enough', 5, [0, 0, 0], 3],
])('%s: of a store of %i nodes', async (_, most, left, without) => {
  await makeRoom({ source, graph: within(most), log });
  expect(await symbolsLeft()).toEqual(left);
  expect((await graphHealth(source)).withoutSymbols).toBe(without);
  expect(warned).toHaveLength(without + (most === 5 ? 1 : 0));
});

it('has no limit where none is set', async () => {
  await makeRoom({ source, graph, log });
  expect(await symbolsLeft()).toEqual([5, 30, 20]);
  expect(await symbolsWithoutRoom({ source, graph }, { repositoryId: 2 })).toBeNull();
});

it('leaves alone what a scan is writing: it would lose a part of it', async () => {
  await source.query(
    `INSERT INTO scans (installation_id, repository_id, kind, reason, status)
      VALUES (1, 2, 'full', 'rescan', 'running'), (1, 3, 'history', 'scanned', 'running')`,
  );
  await makeRoom({ source, graph: within(46), log });
  expect(await symbolsLeft()).toEqual([5, 30, 0]);
});

it('tries again what the store did not drop', async () => {
  const away = { ...within(60), dropSymbols: () => Promise.reject(new GraphUnavailableError('no answer')) };
  await expect(makeRoom({ source, graph: away, log })).rejects.toThrow(GraphUnavailableError);
  expect((await graphHealth(source)).withoutSymbols).toBe(0);
  await makeRoom({ source, graph: within(60), log });
  expect(await symbolsLeft()).toEqual([5, 0, 20]);
});

it('reads symbols again only once there is room for them', async () => {
  const asked = (most: number) => symbolsWithoutRoom({ source, graph: within(most) }, { repositoryId: 2 });
  await makeRoom({ source, graph: within(60), log });
  // 31 nodes are left; with its 30 symbols it would be full again.
  expect(await asked(60)).toBe(30);
  expect(await asked(100)).toBeNull();
  // A scan without symbols keeps how many it once had.
  await source.query(
    `INSERT INTO scans (installation_id, repository_id, kind, reason, status, symbols, details, completed_at)
      VALUES (1, 2, 'full', 'push', 'completed', 0, '{"symbols_dropped": 30}', now())`,
  );
  expect(await asked(60)).toBe(30);
});
