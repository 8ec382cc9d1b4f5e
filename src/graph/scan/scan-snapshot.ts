import type { StoredSnapshot } from '../../snapshot/types.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import type { SymbolAsker } from '../symbols/thread/symbol-thread.js';
import type { EdgeTier, ScanBatch, ScanVersion } from '../types.js';
import { countWithoutGrammar } from './count-without-grammar.js';
import { createLeftOut, type LeftOut } from './left-out.js';
import { readFiles } from './read-files.js';
import { isSource } from './read-sources.js';
import type { ScanProgress } from './scan-progress.js';
import { scanSymbols } from './scan-symbols.js';

/** What a scan has read; stored with it. */
export interface Scanned {
  files: number;
  symbols: number;
  edges: number;
  /** How many calls were resolved in which way; null: it was read earlier, and nobody counted. */
  tiers: Record<EdgeTier, number> | null;
  /** Files by their extension, the most first, of which no grammar is known. */
  withoutGrammar: Record<string, number>;
  leftOut: LeftOut[];
}

const NO_ROOM = 'Neo4j is nearly full (NEO4J_MAX_NODES): no symbols';
const NO_SYMBOLS: Omit<ScanBatch, 'files'> = { symbols: [], imports: [], edges: [], tests: [] };

/**
 * Reads a whole snapshot into a version of the graph that nobody sees yet: its files, then their symbols, then what
 * these use (`symbols` null: there is no room for any). Safe to run again for the same version: what is there already
 * is written over. Throws the reason of `signal`, GraphUnavailableError, and what the disk throws.
 */
export async function scanSnapshot(
  graph: Pick<KnowledgeGraph, 'writeScan'>,
  version: ScanVersion,
  snapshot: StoredSnapshot,
  {
    symbols: thread,
    signal,
    progress,
  }: { symbols: SymbolAsker | null; signal: AbortSignal; progress(state: ScanProgress): Promise<void> },
): Promise<Scanned> {
  const leftOut = createLeftOut();
  const filesTotal = snapshot.list().length;
  const state: ScanProgress = { phase: 'files', filesTotal, filesRead: 0, symbols: 0, edges: 0 };
  await progress(state);
  const sources = new Set<string>();
  const withoutGrammar = countWithoutGrammar();
  for await (const files of readFiles(snapshot, leftOut)) {
    signal.throwIfAborted();
    await graph.writeScan(version, { ...NO_SYMBOLS, files });
    for (const file of files) if (isSource(file)) sources.add(file.path);
    withoutGrammar.add(files);
    state.filesRead += files.length;
    await progress(state);
  }
  const files = state.filesRead;
  if (thread === null) {
    leftOut.add(NO_ROOM, [...sources][0] ?? '', sources.size);
    return {
      files,
      symbols: 0,
      edges: 0,
      tiers: null,
      withoutGrammar: withoutGrammar.counts(),
      leftOut: leftOut.list(),
    };
  }
  const scan = { graph, version, snapshot, thread, leftOut, signal, state, progress };
  const { symbols, edges, tiers } = await scanSymbols(scan, sources);
  signal.throwIfAborted();
  return { files, symbols, edges, tiers, withoutGrammar: withoutGrammar.counts(), leftOut: leftOut.list() };
}
