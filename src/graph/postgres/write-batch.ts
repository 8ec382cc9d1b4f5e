import type { ScanBatch, ScanVersion } from '../types.js';
import type { Runner } from './runner.js';
import { writeEdges } from './write-edges.js';
import { writeFiles } from './write-files.js';
import { writeImports } from './write-imports.js';
import { writeSymbols } from './write-symbols.js';
import { writeTests } from './write-tests.js';

/** One batch, nodes before their edges; what is there already stays as it is. */
export async function writeBatch(
  runner: Runner,
  version: ScanVersion,
  batch: ScanBatch,
  visible: boolean,
): Promise<void> {
  await writeFiles(runner, version, batch.files, visible);
  await writeSymbols(runner, version, batch.symbols, visible);
  await writeImports(runner, version, batch.imports, visible);
  await writeEdges(runner, version, batch.edges, visible);
  await writeTests(runner, version, batch.tests, visible);
}
