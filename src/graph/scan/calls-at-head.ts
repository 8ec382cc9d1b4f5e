import { languageOf } from '../../syntax/language-of.js';
import type { StoredSnapshot } from '../../snapshot/types.js';
import type { SymbolAsker } from '../symbols/thread/symbol-thread.js';
import type { RepositoryKey, SymbolEdge } from '../types.js';
import { createLeftOut } from './left-out.js';
import { pushSymbols } from './push-symbols.js';

const MOST_FILES = 50;

/**
 * What the files `paths` call as they stand in a snapshot that is not scanned, against what the scan of the commit `base`
 * knows of the others. Nothing is kept of it.
 */
export async function callsAtHead(
  thread: SymbolAsker,
  repository: RepositoryKey,
  snapshot: StoredSnapshot,
  { base, paths }: { base: string; paths: readonly string[] },
): Promise<readonly SymbolEdge[]> {
  const sources = paths.filter((path) => languageOf(path) !== null && snapshot.sizeOf(path) !== null);
  const reading = { thread, repository, snapshot, base, leftOut: createLeftOut() };
  const read = await pushSymbols(reading, sources.slice(0, MOST_FILES), null);
  await read.close();
  return read.batch.edges.filter(({ type }) => type === 'CALLS');
}
