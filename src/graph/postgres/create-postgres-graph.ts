import type { DataSource } from 'typeorm';
import { GraphUnavailableError } from '../graph-unavailable-error.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import { applyPush } from './apply-push.js';
import { counts } from './counts.js';
import { dropOldScans } from './drop-old-scans.js';
import { files } from './files.js';
import { finishHistory } from './finish-history.js';
import { finishScan } from './finish-scan.js';
import { inPieces } from './in-pieces.js';
import { indexPulls } from './index-pulls.js';
import { purge } from './purge.js';
import { repository } from './repository.js';
import { retryWrite } from './retry-write.js';
import type { Runner } from './runner.js';
import { upsertIssues } from './upsert-issues.js';
import { upsertRepository } from './upsert-repository.js';
import { writeBatch } from './write-batch.js';

/** Pull requests of one transaction: each has up to 3,000 files. */
const PULLS_AT_ONCE = 200;

/**
 * The knowledge graph in the `graph_*` tables of the product's own database, which its migrations make and whoever opened
 * `source` closes.
 */
export function createPostgresGraph(source: DataSource): KnowledgeGraph {
  const write = <Result>(work: (runner: Runner) => Promise<Result>) => retryWrite(() => work(source));
  const atOnce = <Result>(work: (runner: Runner) => Promise<Result>) =>
    retryWrite(() => source.transaction((manager) => work(manager)));
  return {
    store: 'postgres',
    prepare: async () => undefined,
    close: async () => undefined,

    upsertRepository: (node) => write((runner) => upsertRepository(runner, node)),
    writeScan: (version, batch) => write((runner) => writeBatch(runner, version, batch, false)),
    finishScan: (version, seen) => atOnce((runner) => finishScan(runner, version, seen)),
    dropOldScans: (key, keep) => write((runner) => dropOldScans(runner, key, keep)),
    applyPush: (key, change) => atOnce((runner) => applyPush(runner, key, change)),

    indexPulls: async (key, pulls) => {
      for (const piece of inPieces(pulls, PULLS_AT_ONCE)) await atOnce((runner) => indexPulls(runner, key, piece));
    },
    indexIssues: (key, issues) => write((runner) => upsertIssues(runner, key, issues)),
    finishHistory: (key, at) => write((runner) => finishHistory(runner, key, at)),
    purge: (owner) => atOnce((runner) => purge(runner, owner)),

    repository: (key) => repository(source, key),
    counts: (key) => counts(source, key),
    files: (key, paths) => files(source, key, paths),
    coChanged: notYet,
    authorship: notYet,
    relatedPulls: notYet,
    fixes: notYet,
    churn: notYet,
    historyOfFile: notYet,
    pulls: notYet,
    reviewing: notYet,
    symbols: notYet,
    callers: notYet,
    callees: notYet,
    tests: notYet,
    importers: notYet,
  };
}

/** In the next commits of this branch. */
async function notYet(): Promise<never> {
  throw new GraphUnavailableError('the knowledge graph in PostgreSQL does not answer this yet');
}
