import type { RepositoryKey } from '../types.js';
import type { Runner } from './runner.js';

const STATEMENT = `SELECT scan::float8 AS scan, scanned_sha AS sha FROM graph_repositories
  WHERE installation_id = $1::integer AND repo_id = $2::bigint FOR NO KEY UPDATE`;

/** What readers see of a repository. */
export interface HeldScan {
  scan: number | null;
  sha: string | null;
}

/**
 * Holds what readers see until the transaction ends: pushes and ends of scans come one after the other. Null: purged.
 */
export async function holdScans(runner: Runner, { installationId, repoId }: RepositoryKey): Promise<HeldScan | null> {
  const [held]: HeldScan[] = await runner.query(STATEMENT, [installationId, repoId]);
  return held ?? null;
}
