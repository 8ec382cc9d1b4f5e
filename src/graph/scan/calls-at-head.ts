import { languageOf } from '../../syntax/language-of.js';
import type { StoredSnapshot } from '../../snapshot/types.js';
import type { SymbolAsker } from '../symbols/thread/symbol-thread.js';
import type { RepositoryKey, SymbolEdge } from '../types.js';
import { createLeftOut } from './left-out.js';
import { pushSymbols } from './push-symbols.js';

const MOST_FILES = 50;

/**
 * What the files `paths` call as they stand in a snapshot that is not scanned, against what the scan of the commit
 * `base` knows of the others; `isCut`: not all of them were read. Nothing is kept of it.
 */
export async function callsAtHead(
  thread: SymbolAsker,
  repository: RepositoryKey,
  snapshot: StoredSnapshot,
  { base, paths }: { base: string; paths: readonly string[] },
): Promise<{ calls: SymbolEdge[]; isCut: boolean }> {
  const sources = paths.filter((path) => languageOf(path) !== null && snapshot.sizeOf(path) !== null);
  const leftOut = createLeftOut();
  const reading = { thread, repository, snapshot, base, leftOut };
  const read = await pushSymbols(reading, sources.slice(0, MOST_FILES), null);
  await read.close();
  const isCut = sources.length > MOST_FILES || leftOut.list().length > 0;
  return { calls: read.batch.edges.filter(({ type }) => type === 'CALLS'), isCut };
}
