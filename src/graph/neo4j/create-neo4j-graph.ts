import type { KnowledgeGraph } from '../knowledge-graph.js';
import { inPieces } from '../rows/in-pieces.js';
import type { RepositoryKey } from '../types.js';
import { applyPush } from './apply-push.js';
import { countNodes } from './count-nodes.js';
import { dropOldScans } from './drop-old-scans.js';
import { dropSymbols } from './drop-symbols.js';
import { finishHistory } from './finish-history.js';
import { finishScan } from './finish-scan.js';
import { holdRepository } from './hold-repository.js';
import { indexPulls } from './index-pulls.js';
import type { Neo4jSettings, Neo4jTimes } from './neo4j-settings.js';
import { openStore, type Neo4jStore, type Run } from './open-store.js';
import { prepareSchema } from './prepare-schema.js';
import { purge } from './purge.js';
import { contributions } from './queries/contributions.js';
import { counts } from './queries/counts.js';
import { knows } from './queries/knows.js';
import { coChanged } from './queries/co-changed.js';
import { authorship } from './queries/authorship.js';
import { relatedPulls } from './queries/related-pulls.js';
import { fixes } from './queries/fixes.js';
import { changeSets } from './queries/change-sets.js';
import { churn } from './queries/churn.js';
import { folder } from './queries/folder.js';
import { folderLinks } from './queries/folder-links.js';
import { languages } from './queries/languages.js';
import { findFiles } from './queries/find-files.js';
import { largestFiles } from './queries/largest-files.js';
import { tree } from './queries/tree.js';
import { untouched } from './queries/untouched.js';
import { historyOfFile } from './queries/history-of-file.js';
import { pulls } from './queries/pulls.js';
import { reviewing } from './queries/reviewing.js';
import { symbols } from './queries/symbols.js';
import { symbolEdges } from './queries/symbol-edges.js';
import { tests } from './queries/tests.js';
import { importers } from './queries/importers.js';
import { files } from './queries/files.js';
import { repository } from './queries/repository.js';
import { upsertIssues } from './upsert-issues.js';
import { upsertRepository } from './upsert-repository.js';
import { writeScan } from './write-scan.js';

/** Pull requests of one transaction: each has up to 3,000 files. */
const PULLS_AT_ONCE = 100;

/**
 * The knowledge graph in Neo4j 5 or newer, Community included. Nothing is asked before the first call; a server that is
 * away then is no error here: each call throws GraphUnavailableError within two seconds until it is back. Writes make
 * the constraints first where they are missing, since without them every statement would look at everything.
 */
export function createNeo4jGraph(settings: Neo4jSettings, times?: Neo4jTimes): KnowledgeGraph {
  const opened = openStore(settings, times);
  const prepared = once(() => prepareSchema(opened));
  const store: Neo4jStore = {
    ...opened,
    write: async (work) => {
      await prepared();
      return opened.write(work);
    },
  };
  const { read, write } = store;
  const held = (key: RepositoryKey, work: (run: Run) => Promise<void>) =>
    write(async (run) => {
      await holdRepository(run, key);
      await work(run);
    });
  return {
    store: 'neo4j',
    prepare: prepared,
    close: opened.close,

    upsertRepository: (node) => upsertRepository(store, node),
    writeScan: (version, batch) => writeScan(store, version, batch),
    finishScan: (version, seen) => write((run) => finishScan(run, version, seen)),
    dropOldScans: (key, keep) => dropOldScans(store, key, keep),
    dropSymbols: (key) => dropSymbols(store, key),
    room: async () => (settings.maxNodes === null ? null : { nodes: await countNodes(read), most: settings.maxNodes }),
    applyPush: (key, change) => write((run) => applyPush(run, key, change)),

    indexPulls: async (key, pulls) => {
      for (const piece of inPieces(pulls, PULLS_AT_ONCE)) await write((run) => indexPulls(run, key, piece));
    },
    indexIssues: (key, issues) => held(key, (run) => upsertIssues(run, key, issues)),
    finishHistory: (key, at) => held(key, (run) => finishHistory(run, key, at)),
    purge: (owner) => purge(store, owner),

    repository: (key) => repository(read, key),
    counts: (key) => counts(read, key),
    knows: (key) => knows(read, key),
    files: (key, paths) => files(read, key, paths),
    folder: (key, path) => folder(read, key, path),
    tree: (key, asked) => tree(read, key, asked),
    largestFiles: (key, asked) => largestFiles(read, key, asked),
    findFiles: (key, asked) => findFiles(read, key, asked),
    folderLinks: (key, asked) => folderLinks(read, key, asked),
    languages: (key, asked) => languages(read, key, asked),
    untouched: (key, asked) => untouched(read, key, asked),
    coChanged: (key, asked) => coChanged(read, key, asked),
    authorship: (key, asked) => authorship(read, key, asked),
    relatedPulls: (key, asked) => relatedPulls(read, key, asked),
    fixes: (key, asked) => fixes(read, key, asked),
    churn: (key, asked) => churn(read, key, asked),
    changeSets: (key, asked) => changeSets(read, key, asked),
    historyOfFile: (key, asked) => historyOfFile(read, key, asked),
    pulls: (key, asked) => pulls(read, key, asked),
    reviewing: (key, asked) => reviewing(read, key, asked),
    contributions: (key, logins) => contributions(read, key, logins),
    symbols: (key, asked) => symbols(read, key, asked),
    callers: (key, { to, ...asked }) => symbolEdges(read, key, { ...asked, end: 'to', keys: to }),
    callees: (key, { from, ...asked }) => symbolEdges(read, key, { ...asked, end: 'from', keys: from }),
    tests: (key, asked) => tests(read, key, asked),
    importers: (key, asked) => importers(read, key, asked),
  };
}

/** Not repeated once it has succeeded; whoever comes meanwhile waits for the same. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => {
    done ??= work().catch((error: unknown) => {
      done = null;
      throw error;
    });
    return done;
  };
}
