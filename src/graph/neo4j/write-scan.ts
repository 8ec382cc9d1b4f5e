import { GraphRefusedError } from '../graph-refused-error.js';
import { inPieces } from '../rows/in-pieces.js';
import type { FileNode, ScanBatch, ScanVersion } from '../types.js';
import { holdRepository } from './hold-repository.js';
import type { Neo4jStore } from './open-store.js';
import { writeBatch } from './write-batch.js';

/** Of one transaction. */
const ROWS = 2500;
const NOTHING: ScanBatch = { files: [], symbols: [], imports: [], edges: [], tests: [] };

/**
 * Writes a piece of a version that nobody reads yet, in transactions of a few thousand rows, all nodes first. Nothing
 * happens where readers see this version already. Throws GraphRefusedError where they see a newer one, or the
 * repository was purged.
 */
export async function writeScan(
  { write }: Pick<Neo4jStore, 'write'>,
  version: ScanVersion,
  batch: ScanBatch,
): Promise<void> {
  const pieces = [
    ...inPieces(byPath(batch.files), ROWS).map((files) => ({ ...NOTHING, files })),
    ...inPieces(batch.symbols, ROWS).map((symbols) => ({ ...NOTHING, symbols })),
    ...inPieces(batch.imports, ROWS).map((imports) => ({ ...NOTHING, imports })),
    ...inPieces(batch.edges, ROWS).map((edges) => ({ ...NOTHING, edges })),
    ...inPieces(batch.tests, ROWS).map((tests) => ({ ...NOTHING, tests })),
  ];
  for (const piece of pieces) {
    await write(async (run) => {
      const { scan } = await holdRepository(run, version);
      if (scan !== null && scan > version.scan) throw new GraphRefusedError('superseded');
      if (scan !== version.scan) await writeBatch(run, version, piece, false);
    });
  }
}

/** So that a piece lies together, in the index and in the question for what is there. */
function byPath(files: readonly FileNode[]): FileNode[] {
  return files.toSorted((one, other) => Number(one.path > other.path) - Number(one.path < other.path));
}
