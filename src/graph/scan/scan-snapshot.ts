import type { StoredSnapshot } from '../../snapshot/types.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import type { ScanBatch, ScanVersion } from '../types.js';
import { createLeftOut, type LeftOut } from './left-out.js';
import { readFiles } from './read-files.js';
import type { ScanProgress } from './scan-progress.js';

/** A batch without symbols and edges. */
export const FILES_ONLY: Omit<ScanBatch, 'files'> = { symbols: [], imports: [], edges: [], tests: [] };

/** What a scan has read; stored with it. */
export interface Scanned {
  files: number;
  symbols: number;
  edges: number;
  leftOut: LeftOut[];
}

/**
 * Reads a whole snapshot into a version of the graph that nobody sees yet. Safe to run again for the same version: what
 * is there already is written over. Throws the reason of `signal`, GraphUnavailableError, and what the disk throws.
 */
export async function scanSnapshot(
  graph: Pick<KnowledgeGraph, 'writeScan'>,
  version: ScanVersion,
  snapshot: StoredSnapshot,
  { signal, progress }: { signal: AbortSignal; progress(state: ScanProgress): Promise<void> },
): Promise<Scanned> {
  const leftOut = createLeftOut();
  const filesTotal = snapshot.list().length;
  const state: ScanProgress = { phase: 'files', filesTotal, filesRead: 0, symbols: 0, edges: 0 };
  await progress(state);
  for await (const files of readFiles(snapshot, leftOut)) {
    signal.throwIfAborted();
    await graph.writeScan(version, { ...FILES_ONLY, files });
    state.filesRead += files.length;
    await progress(state);
  }
  signal.throwIfAborted();
  return { files: state.filesRead, symbols: state.symbols, edges: state.edges, leftOut: leftOut.list() };
}
