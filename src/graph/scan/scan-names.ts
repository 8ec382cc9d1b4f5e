import type { SnapshotFile } from '../../snapshot/types.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import { fitsPath } from '../rows/fits-key.js';
import { inPieces } from '../rows/in-pieces.js';
import type { ScanVersion } from '../types.js';
import { fileNode } from './file-node.js';
import { createLeftOut } from './left-out.js';
import { TOO_LONG } from './read-files.js';
import type { ScanProgress } from './scan-progress.js';
import type { Scanned } from './scan-snapshot.js';

/**
 * Writes files of which only names and sizes are known into a version that nobody sees yet: without lines and symbols.
 * `why` is told of them, and where there are more of them (`isCut`). Throws the reason of `signal` and
 * GraphUnavailableError.
 */
export async function scanNames(
  graph: Pick<KnowledgeGraph, 'writeScan'>,
  version: ScanVersion,
  { files, isCut }: { files: readonly SnapshotFile[]; isCut: boolean },
  { why, signal, progress }: { why: string; signal: AbortSignal; progress(state: ScanProgress): Promise<void> },
): Promise<Scanned> {
  const leftOut = createLeftOut();
  const state: ScanProgress = { phase: 'files', filesTotal: files.length, filesRead: 0, symbols: 0, edges: 0 };
  await progress(state);
  const fitting = files.filter(({ path }) => {
    leftOut.add(fitsPath(path) ? why : TOO_LONG, path);
    return fitsPath(path);
  });
  if (isCut) leftOut.add('there are more files behind this one than are listed', files.at(-1)?.path ?? '');
  for (const piece of inPieces(fitting)) {
    signal.throwIfAborted();
    const nodes = piece.map((file) => fileNode({ ...file, bytes: null }, () => false));
    await graph.writeScan(version, { files: nodes, symbols: [], imports: [], edges: [], tests: [] });
    state.filesRead += piece.length;
    await progress(state);
  }
  return { files: state.filesRead, symbols: 0, edges: 0, tiers: null, withoutGrammar: {}, leftOut: leftOut.list() };
}
