import type { StoredSnapshot } from '../../snapshot/types.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import type { SymbolAsker } from '../symbols/thread/symbol-thread.js';
import { fitsPath } from '../rows/fits-key.js';
import type { FileNode, RepositoryKey } from '../types.js';
import { countWithoutGrammar } from './count-without-grammar.js';
import { dependentsOf } from './dependents-of.js';
import { createLeftOut } from './left-out.js';
import { joinResolutions } from '../symbols/resolve-repository.js';
import { pushSymbols, type PushSymbols, type SeenChange } from './push-symbols.js';
import { readFiles } from './read-files.js';
import { isSource } from './read-sources.js';
import type { Scanned } from './scan-snapshot.js';

/** What changed between the commit that the graph shows and a later one. */
export interface FileChanges {
  /** The commit that the graph shows. */
  base: string;
  /** Added or changed; what a rename came to, too. */
  changed: readonly string[];
  removed: readonly string[];
  renamed: readonly { from: string; to: string }[];
}

/** Read again in one push; of more it is told, and their edges wait for the next whole scan. */
const MOST_DEPENDENTS = 300;
const TOO_MANY = 'more files depend on the change than a push reads again';

/** The store has no room for any. */
const NO_SYMBOLS: PushSymbols = {
  ...joinResolutions([]),
  keep: async () => undefined,
  close: async () => undefined,
};

type PushGraph = Pick<KnowledgeGraph, 'applyPush' | 'importers' | 'callers' | 'symbols'>;

/**
 * Brings the version that readers see from its commit `base` to the snapshot's, in one transaction of the store: the
 * files that changed, their symbols, and what begins in them or in a file that depends on them. A changed path that is
 * no file there any more (a link, a submodule) is taken for removed. `thread` null: there is no room for symbols.
 * Throws GraphUnavailableError and what the disk throws.
 */
export async function scanPush(
  graph: PushGraph,
  repository: RepositoryKey,
  snapshot: StoredSnapshot,
  { base, changed, removed, renamed }: FileChanges,
  thread: SymbolAsker | null,
): Promise<Scanned> {
  const leftOut = createLeftOut();
  const files = await filesOf(snapshot, changed, leftOut);
  const known = new Set(files.map(({ path }) => path));
  const moved = renamed.filter(({ from, to }) => known.has(to) && fitsPath(from));
  const sources = new Set(moved.map(({ from }) => from));
  const gone = [...removed, ...renamed.map(({ from }) => from), ...changed].filter(
    (path) => fitsPath(path) && !known.has(path) && !sources.has(path),
  );
  const withoutGrammar = countWithoutGrammar();
  withoutGrammar.add(files);
  /** They are written again with their edges. */
  let others: FileNode[] = [];
  const dependentsOn = async ({ whole, partly, affected }: SeenChange): Promise<string[]> => {
    const [all, some] = await Promise.all([
      dependentsOf(graph, repository, [...whole, ...gone, ...sources], known),
      dependentsOf(graph, repository, partly, known),
    ]);
    const paths = [...new Set([...all.paths, ...(await affected(some.paths))])];
    const unread = paths.slice(MOST_DEPENDENTS);
    if (unread.length > 0) leftOut.add(TOO_MANY, unread[0] ?? '', unread.length);
    else if (all.isCut || some.isCut) leftOut.add(TOO_MANY, changed[0] ?? '');
    others = (await filesOf(snapshot, paths.slice(0, MOST_DEPENDENTS), createLeftOut())).filter(isSource);
    return others.map(({ path }) => path);
  };
  const changedSources = files.filter(isSource).map(({ path }) => path);
  const read =
    thread === null
      ? NO_SYMBOLS
      : await pushSymbols({ thread, repository, snapshot, base, leftOut }, changedSources, dependentsOn);
  try {
    const { batch, tiers } = read;
    await graph.applyPush(repository, {
      base,
      sha: snapshot.sha,
      at: new Date(),
      batch: { ...batch, files: [...files, ...others] },
      removed: [...new Set(gone)],
      renamed: moved,
    });
    await read.keep();
    const edges = batch.edges.length + batch.imports.length + batch.tests.length;
    const counts = { symbols: batch.symbols.length, edges, tiers, withoutGrammar: withoutGrammar.counts() };
    return { files: files.length, ...counts, leftOut: leftOut.list() };
  } finally {
    await read.close();
  }
}

async function filesOf(
  snapshot: StoredSnapshot,
  paths: readonly string[],
  leftOut: ReturnType<typeof createLeftOut>,
): Promise<FileNode[]> {
  const files: FileNode[] = [];
  for await (const piece of readFiles(snapshot, leftOut, new Set(paths))) files.push(...piece);
  return files;
}
