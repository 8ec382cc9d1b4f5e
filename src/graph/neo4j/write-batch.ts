import type { ScanBatch, ScanVersion } from '../types.js';
import type { Run } from './open-store.js';
import { replaceFiles } from './replace-files.js';
import { writeEdges } from './write-edges.js';
import { writeFiles } from './write-files.js';
import { writeImports } from './write-imports.js';
import { writeSymbols } from './write-symbols.js';
import { writeTests } from './write-tests.js';

/** One batch, nodes before their edges; what is there already stays as it is. */
export async function writeBatch(run: Run, version: ScanVersion, batch: ScanBatch, visible: boolean): Promise<void> {
  await (visible ? replaceFiles : writeFiles)(run, version, batch.files);
  await writeSymbols(run, version, batch.symbols);
  await writeImports(run, version, batch.imports);
  await writeEdges(run, version, batch.edges);
  await writeTests(run, version, batch.tests);
}
