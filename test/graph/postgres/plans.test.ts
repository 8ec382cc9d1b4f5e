import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KnowledgeGraph } from '../../../src/graph/knowledge-graph.js';
import type { RepositoryKey, SymbolKey } from '../../../src/graph/types.js';
import { generateGraph, HUB, HUB_SYMBOL, pathOf } from '../../bench/graph/generate.js';
import { openPostgres } from './open-postgres.js';

let opened: Awaited<ReturnType<typeof openPostgres>>;
let graph: KnowledgeGraph;
let owner: RepositoryKey;
const sent: { statement: string; parameters: unknown[] }[] = [];

beforeAll(async () => {
  opened = await openPostgres();
  graph = opened.graph;
  owner = { installationId: opened.tenants.mine, repoId: 1 };
  await generateGraph(opened.source, owner, { files: 30_000, pulls: 10_000 });
  opened.source.setOptions({
    logging: ['query'],
    logger: {
      logQuery: (statement, parameters) =>
        void sent.push({ statement, parameters: Array.isArray(parameters) ? parameters : [] }),
      logQueryError: () => undefined,
      logQuerySlow: () => undefined,
      logSchemaBuild: () => undefined,
      logMigration: () => undefined,
      log: () => undefined,
    },
  });
});
afterAll(() => opened.close());

const paths = [HUB, pathOf(17), pathOf(4711)];
const since = new Date('2000-01-01T00:00:00Z');
const keys: SymbolKey[] = [HUB_SYMBOL, { path: pathOf(17), qualifiedName: 'run17', kind: 'function' }];
const edges = { to: keys, from: keys, leastConfidence: 0.5, limit: 20 };

/** Not `counts`: it counts all of the repository by its nature. */
const QUESTIONS: Record<string, () => Promise<unknown[]>> = {
  repository: async () => [await graph.repository(owner)],
  files: () => graph.files(owner, paths),
  folder: async () => [await graph.folder(owner, 'src/area-17')],
  tree: () => graph.tree(owner, { path: 'src/area-17', after: null, limit: 20 }),
  folderLinks: () => graph.folderLinks(owner, { path: 'src/area-1', limit: 20 }),
  coChanged: () => graph.coChanged(owner, { paths, since, mostFiles: 30, leastShared: 1, limit: 20 }),
  authorship: () => graph.authorship(owner, { paths, now: new Date(), limit: 20 }),
  relatedMerged: () => graph.relatedPulls(owner, { paths, except: 1, state: 'merged', limit: 20 }),
  relatedOpen: () => graph.relatedPulls(owner, { paths, except: 1, state: 'open', limit: 20 }),
  fixes: () => graph.fixes(owner, { paths, limit: 20 }),
  churn: () => graph.churn(owner, { since, limit: 20 }),
  changeSets: () => graph.changeSets(owner, { since, except: 1, limit: 20, mostFiles: 100 }),
  historyOfFile: () => graph.historyOfFile(owner, { path: HUB, limit: 20 }),
  pulls: () => graph.pulls(owner, [5, 7]),
  reviewing: () => graph.reviewing(owner, { paths, since, limit: 20 }),
  contributions: () => graph.contributions(owner, ['dev-1', 'dev-2']),
  symbols: () => graph.symbols(owner, { paths, limit: 20 }),
  callers: () => graph.callers(owner, { ...edges, type: 'CALLS' }),
  callees: () => graph.callees(owner, { ...edges, type: 'CALLS' }),
  tests: () => graph.tests(owner, { symbols: [{ ...HUB_SYMBOL }, ...keys], limit: 20 }),
  importers: () => graph.importers(owner, { paths: [pathOf(1), pathOf(2)], limit: 20 }),
};

describe('on a large repository', () => {
  it.each(Object.keys(QUESTIONS))('%s is one statement that reads no table from end to end', async (question) => {
    sent.length = 0;
    const rows = await QUESTIONS[question]?.();
    expect(rows?.length).toBeGreaterThan(0);
    const statements = sent.filter(({ statement }) => statement.includes('graph_'));
    expect(statements).toHaveLength(1);
    for (const { statement, parameters } of statements) {
      const plan: { 'QUERY PLAN': string }[] = await opened.source.query(`EXPLAIN ${statement}`, parameters);
      const lines = plan.map((line) => line['QUERY PLAN']);
      // The row of the repository is read from a table of one row.
      const scans = lines.filter((line) => /Seq Scan on graph_/.test(line) && !line.includes('graph_repositories'));
      expect(scans, lines.join('\n')).toEqual([]);
    }
  });
});

describe('a repository that came after the tables were analysed', () => {
  it('goes in seconds with its 40,000 files: rows are joined, and not looked up in a list at each row', async () => {
    const fresh = await openPostgres();
    const add = (repoId: number, files: number) =>
      fresh.source.query(
        `INSERT INTO graph_files (installation_id, repo_id, path, extension, size)
          SELECT $1::integer, $2::bigint, 'src/' || n || '.ts', 'ts', 1 FROM generate_series(1, $3::integer) n`,
        [fresh.tenants.mine, repoId, files],
      );
    try {
      await add(1, 1000);
      await fresh.source.query('ANALYZE graph_files');
      await add(2, 40_000);
      const from = performance.now();
      await fresh.graph.purge({ installationId: fresh.tenants.mine, repoId: 2 });
      expect(performance.now() - from).toBeLessThan(3000);
    } finally {
      await fresh.close();
    }
  });
});
