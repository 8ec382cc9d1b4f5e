import { GraphRefusedError } from '../graph-refused-error.js';
import type { ScanBatch, ScanVersion } from '../types.js';
import type { Runner } from './runner.js';
import { writeBatch } from './write-batch.js';

const STATEMENT = `SELECT scan::float8 AS scan FROM graph_repositories
  WHERE installation_id = $1::integer AND repo_id = $2::bigint`;

/**
 * Writes a piece of a version that nobody reads yet. Throws GraphRefusedError where it was not wanted: each statement
 * looks by itself and writes nothing then, so that it is enough to ask why afterwards.
 */
export async function writeScan(runner: Runner, version: ScanVersion, batch: ScanBatch): Promise<void> {
  await writeBatch(runner, version, batch, false);
  const [seen]: { scan: number | null }[] = await runner.query(STATEMENT, [version.installationId, version.repoId]);
  if (!seen) throw new GraphRefusedError('purged');
  if (seen.scan !== null && seen.scan > version.scan) throw new GraphRefusedError('superseded');
}
