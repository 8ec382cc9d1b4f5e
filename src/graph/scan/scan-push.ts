import type { StoredSnapshot } from '../../snapshot/types.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import { LONGEST_PATH, type FileNode, type RepositoryKey } from '../types.js';
import { createLeftOut } from './left-out.js';
import { readFiles } from './read-files.js';
import { FILES_ONLY, type Scanned } from './scan-snapshot.js';

/** What changed between the commit that the graph shows and a later one. */
export interface FileChanges {
  /** The commit that the graph shows. */
  base: string;
  /** Added or changed; what a rename came to, too. */
  changed: readonly string[];
  removed: readonly string[];
  renamed: readonly { from: string; to: string }[];
}

/**
 * Brings the version that readers see from its commit to the snapshot's, in one transaction of the store. A changed path
 * that is no file there any more (a link, a submodule) is taken for removed. Throws GraphUnavailableError.
 */
export async function scanPush(
  graph: Pick<KnowledgeGraph, 'applyPush'>,
  repository: RepositoryKey,
  snapshot: StoredSnapshot,
  { base, changed, removed, renamed }: FileChanges,
): Promise<Scanned> {
  const leftOut = createLeftOut();
  const files: FileNode[] = [];
  for await (const piece of readFiles(snapshot, leftOut, new Set(changed))) files.push(...piece);
  const known = new Set(files.map(({ path }) => path));
  const fits = (path: string) => Buffer.byteLength(path) <= LONGEST_PATH;
  const moved = renamed.filter(({ from, to }) => known.has(to) && fits(from));
  const sources = new Set(moved.map(({ from }) => from));
  const gone = [...removed, ...renamed.map(({ from }) => from), ...changed].filter(
    (path) => fits(path) && !known.has(path) && !sources.has(path),
  );
  await graph.applyPush(repository, {
    base,
    sha: snapshot.sha,
    at: new Date(),
    batch: { ...FILES_ONLY, files },
    removed: [...new Set(gone)],
    renamed: moved,
  });
  return { files: files.length, symbols: 0, edges: 0, leftOut: leftOut.list() };
}
