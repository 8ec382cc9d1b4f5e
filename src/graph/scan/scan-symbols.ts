import type { StoredSnapshot } from '../../snapshot/types.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import { inPieces } from '../rows/in-pieces.js';
import { openFacts, type FactsFile } from '../symbols/facts/open-facts.js';
import { joinResolutions } from '../symbols/resolve-repository.js';
import type { SymbolAsker } from '../symbols/thread/symbol-thread.js';
import type { EdgeTier, ScanBatch, ScanVersion, SymbolNode } from '../types.js';
import type { LeftOutList } from './left-out.js';
import { openResolver, type Resolver } from './open-resolver.js';
import { readSources } from './read-sources.js';
import type { ScanProgress } from './scan-progress.js';

export interface SymbolScan {
  symbols: number;
  edges: number;
  /** How many calls were resolved in which way. */
  tiers: Record<EdgeTier, number>;
}

interface Scan {
  graph: Pick<KnowledgeGraph, 'writeScan'>;
  version: ScanVersion;
  snapshot: StoredSnapshot;
  thread: SymbolAsker;
  leftOut: LeftOutList;
  signal: AbortSignal;
  state: ScanProgress;
  progress(state: ScanProgress): Promise<void>;
}

const NOTHING: ScanBatch = { files: [], symbols: [], imports: [], edges: [], tests: [] };
/** Files of a request. */
const RECALLED = 50;
const RESOLVED = 20;
/** Rows of a piece that is written. */
const ROWS = 2000;

/**
 * Reads the symbols of these files into a version that nobody sees yet, then what they use, each file against the facts
 * of all others, which lie on the disk. What an earlier try has read is not read again.
 */
export async function scanSymbols(scan: Scan, sources: ReadonlySet<string>): Promise<SymbolScan> {
  const { thread, version, snapshot, leftOut } = scan;
  const facts = await openFacts(snapshot.folder);
  try {
    const resolver = await openResolver(thread, {
      name: `${version.installationId}/${version.repoId}/${version.scan}`,
      turn: version.installationId,
      snapshot,
      facts: facts.path,
      leftOut,
    });
    try {
      await writeSymbols(scan, sources, facts, resolver);
      return await writeEdges(scan, sources, facts, resolver);
    } finally {
      await resolver.close();
    }
  } finally {
    await facts.close();
  }
}

async function writeSymbols(
  { graph, version, snapshot, thread, leftOut, signal, state, progress }: Scan,
  sources: ReadonlySet<string>,
  facts: FactsFile,
  resolver: Resolver,
): Promise<void> {
  Object.assign(state, { phase: 'symbols', filesRead: 0, filesTotal: sources.size });
  await progress(state);
  const writer = inTheBackground((symbols: SymbolNode[]) => graph.writeScan(version, { ...NOTHING, symbols }));
  const take = async (files: number, symbols: SymbolNode[]) => {
    signal.throwIfAborted();
    await writer.write(symbols);
    state.filesRead += files;
    state.symbols += symbols.length;
    await progress(state);
  };
  const unread = new Set(sources);
  for (const piece of inPieces([...sources].filter(facts.has), RECALLED)) {
    const symbols = await resolver.recall(piece);
    if (symbols === null) continue;
    for (const path of piece) unread.delete(path);
    await take(piece.length, symbols);
  }
  const reading = { symbols: thread, turn: version.installationId, snapshot, leftOut };
  for await (const piece of readSources(reading, unread)) {
    for (const file of piece) await facts.add(file.path, file);
    await take(
      piece.length,
      piece.flatMap(({ symbols }) => symbols),
    );
  }
  await writer.end();
}

async function writeEdges(
  { graph, version, signal, state, progress }: Scan,
  sources: ReadonlySet<string>,
  facts: FactsFile,
  resolver: Resolver,
): Promise<SymbolScan> {
  Object.assign(state, { phase: 'edges', filesRead: 0 });
  await progress(state);
  const tiers = joinResolutions([]).tiers;
  const writer = inTheBackground((batch: Omit<ScanBatch, 'files'>) =>
    graph.writeScan(version, { ...NOTHING, ...batch }),
  );
  let pending = joinResolutions([]);
  for (const piece of inPieces([...sources].filter(facts.has), RESOLVED)) {
    signal.throwIfAborted();
    const found = await resolver.resolve(piece);
    pending = joinResolutions([pending, ...found.map(({ resolution }) => resolution)]);
    state.filesRead += piece.length;
    if (rowsOf(pending.batch) < ROWS) continue;
    await flush();
  }
  await flush();
  await writer.end();
  return { symbols: state.symbols, edges: state.edges, tiers };

  async function flush(): Promise<void> {
    const { batch } = pending;
    for (const [tier, count] of Object.entries(pending.tiers)) tiers[tier as EdgeTier] += count;
    pending = joinResolutions([]);
    await writer.write(batch);
    state.symbols += batch.symbols.length;
    state.edges += rowsOf(batch) - batch.symbols.length;
    await progress(state);
  }
}

function rowsOf({ symbols, imports, edges, tests }: Omit<ScanBatch, 'files'>): number {
  return symbols.length + imports.length + edges.length + tests.length;
}

/** Writes one piece while the next one is made; a piece that failed throws at the next one. */
function inTheBackground<Piece>(write: (piece: Piece) => Promise<void>) {
  let writing: Promise<void> = Promise.resolve();
  return {
    async write(piece: Piece): Promise<void> {
      await writing;
      writing = write(piece);
      writing.catch(() => undefined);
    },
    end: () => writing,
  };
}
