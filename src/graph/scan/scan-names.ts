import type { SnapshotFile } from '../../snapshot/types.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import { inPieces } from '../rows/in-pieces.js';
import { LONGEST_PATH, type ScanVersion } from '../types.js';
import { fileNode } from './file-node.js';
import { createLeftOut } from './left-out.js';
import type { ScanProgress } from './scan-progress.js';
import type { Scanned } from './scan-snapshot.js';

/**
 * Writes files of which only names and sizes are known into a version that nobody sees yet: without lines and symbols.
 * `why` is told of them. Throws the reason of `signal` and GraphUnavailableError.
 */
export async function scanNames(
  graph: Pick<KnowledgeGraph, 'writeScan'>,
  version: ScanVersion,
  files: readonly SnapshotFile[],
  { why, signal, progress }: { why: string; signal: AbortSignal; progress(state: ScanProgress): Promise<void> },
): Promise<Scanned> {
  const leftOut = createLeftOut();
  const state: ScanProgress = { phase: 'files', filesTotal: files.length, filesRead: 0, symbols: 0, edges: 0 };
  await progress(state);
  const fitting = files.filter(({ path }) => {
    const fits = Buffer.byteLength(path) <= LONGEST_PATH;
    leftOut.add(fits ? why : `its path is longer than ${LONGEST_PATH} bytes`, path);
    return fits;
  });
  for (const piece of inPieces(fitting)) {
    signal.throwIfAborted();
    const nodes = piece.map((file) => fileNode({ ...file, bytes: null }, () => false));
    await graph.writeScan(version, { files: nodes, symbols: [], imports: [], edges: [], tests: [] });
    state.filesRead += piece.length;
    await progress(state);
  }
  return { files: state.filesRead, symbols: 0, edges: 0, tiers: null, withoutGrammar: {}, leftOut: leftOut.list() };
}
