import type { DataSource } from 'typeorm';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import { applyPush } from './apply-push.js';
import { authorship } from './queries/authorship.js';
import { changeSets } from './queries/change-sets.js';
import { churn } from './queries/churn.js';
import { coChanged } from './queries/co-changed.js';
import { contributions } from './queries/contributions.js';
import { counts } from './queries/counts.js';
import { knows } from './queries/knows.js';
import { dropOldScans } from './drop-old-scans.js';
import { dropSymbols } from './drop-symbols.js';
import { files } from './queries/files.js';
import { finishHistory } from './finish-history.js';
import { finishScan } from './finish-scan.js';
import { fixes } from './queries/fixes.js';
import { folder } from './queries/folder.js';
import { folderLinks } from './queries/folder-links.js';
import { languages } from './queries/languages.js';
import { findFiles } from './queries/find-files.js';
import { largestFiles } from './queries/largest-files.js';
import { tree } from './queries/tree.js';
import { untouched } from './queries/untouched.js';
import { historyOfFile } from './queries/history-of-file.js';
import { importers } from './queries/importers.js';
import { inPieces } from '../rows/in-pieces.js';
import { indexIssues } from './index-issues.js';
import { indexPulls } from './index-pulls.js';
import { pulls } from './queries/pulls.js';
import { purge } from './purge.js';
import { relatedPulls } from './queries/related-pulls.js';
import { repository } from './queries/repository.js';
import { retryWrite } from './retry-write.js';
import type { Runner } from './runner.js';
import { reviewing } from './queries/reviewing.js';
import { symbolEdges } from './queries/symbol-edges.js';
import { symbols } from './queries/symbols.js';
import { tests } from './queries/tests.js';
import { upsertRepository } from './upsert-repository.js';
import { writeScan } from './write-scan.js';

/** Pull requests of one transaction: each has up to 3,000 files. */
const PULLS_AT_ONCE = 200;

/**
 * The knowledge graph in the `graph_*` tables of the product's own database, which its migrations make and whoever
 * opened `source` closes.
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
    writeScan: (version, batch) => write((runner) => writeScan(runner, version, batch)),
    finishScan: (version, seen) => atOnce((runner) => finishScan(runner, version, seen)),
    dropOldScans: (key, keep) => write((runner) => dropOldScans(runner, key, keep)),
    dropSymbols: (key) => write((runner) => dropSymbols(runner, key)),
    room: async () => null,
    applyPush: (key, change) => atOnce((runner) => applyPush(runner, key, change)),

    indexPulls: async (key, pulls) => {
      for (const piece of inPieces(pulls, PULLS_AT_ONCE)) await atOnce((runner) => indexPulls(runner, key, piece));
    },
    indexIssues: (key, issues) => atOnce((runner) => indexIssues(runner, key, issues)),
    finishHistory: (key, at) => write((runner) => finishHistory(runner, key, at)),
    purge: (owner) => atOnce((runner) => purge(runner, owner)),

    repository: (key) => repository(source, key),
    counts: (key) => counts(source, key),
    knows: (key) => knows(source, key),
    files: (key, paths) => files(source, key, paths),
    folder: (key, path) => folder(source, key, path),
    tree: (key, asked) => tree(source, key, asked),
    largestFiles: (key, asked) => largestFiles(source, key, asked),
    findFiles: (key, asked) => findFiles(source, key, asked),
    folderLinks: (key, asked) => folderLinks(source, key, asked),
    languages: (key, asked) => languages(source, key, asked),
    untouched: (key, asked) => untouched(source, key, asked),
    coChanged: (key, asked) => coChanged(source, key, asked),
    authorship: (key, asked) => authorship(source, key, asked),
    relatedPulls: (key, asked) => relatedPulls(source, key, asked),
    fixes: (key, asked) => fixes(source, key, asked),
    churn: (key, asked) => churn(source, key, asked),
    changeSets: (key, asked) => changeSets(source, key, asked),
    historyOfFile: (key, asked) => historyOfFile(source, key, asked),
    pulls: (key, numbers) => pulls(source, key, numbers),
    reviewing: (key, asked) => reviewing(source, key, asked),
    contributions: (key, logins) => contributions(source, key, logins),
    symbols: (key, asked) => symbols(source, key, asked),
    callers: (key, { to, ...asked }) => symbolEdges(source, key, { ...asked, end: 'to', keys: to }),
    callees: (key, { from, ...asked }) => symbolEdges(source, key, { ...asked, end: 'from', keys: from }),
    tests: (key, asked) => tests(source, key, asked),
    importers: (key, asked) => importers(source, key, asked),
  };
}
