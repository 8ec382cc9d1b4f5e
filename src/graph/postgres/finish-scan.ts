import type { ScanVersion } from '../types.js';
import type { Runner } from './runner.js';

/** Nothing happens where the repository was purged, or where readers see this version or a newer one already. */
const SHOW = `WITH shown AS (
    UPDATE graph_repositories SET scan = $3::bigint, scanned_at = $4::timestamptz, scanned_sha = $5::text
      WHERE installation_id = $1::integer AND repo_id = $2::bigint AND (scan IS NULL OR scan < $3::bigint)
      RETURNING scan
  ) SELECT scan FROM shown`;

/** A scalar subquery stays a look-up by the key; EXISTS became a join of all with all before the tables were analysed. */
const REVIVE = `UPDATE graph_files f SET deleted_at = NULL
  WHERE f.installation_id = $1::integer AND f.repo_id = $2::bigint AND f.deleted_at IS NOT NULL
    AND (SELECT true FROM graph_contains c WHERE c.installation_id = $1::integer AND c.repo_id = $2::bigint
      AND c.scan = $3::bigint AND c.path = f.path)`;

/** A file was there before it was deleted, whatever the clocks say: readers tell it so from one that never was. */
const MARK_DELETED = `UPDATE graph_files f
  SET deleted_at = $4::timestamptz, first_seen_at = LEAST(f.first_seen_at, $4::timestamptz - interval '1 second')
  WHERE f.installation_id = $1::integer AND f.repo_id = $2::bigint AND f.deleted_at IS NULL
    AND (SELECT true FROM graph_contains c WHERE c.installation_id = $1::integer AND c.repo_id = $2::bigint
      AND c.scan = $3::bigint AND c.path = f.path) IS NULL`;

/** Shows a version to readers. `runner` is one transaction: they see all of it or nothing. */
export async function finishScan(
  runner: Runner,
  { installationId, repoId, scan }: ScanVersion,
  seen: { sha: string; at: Date },
): Promise<void> {
  const shown: unknown[] = await runner.query(SHOW, [installationId, repoId, scan, seen.at, seen.sha.slice(0, 64)]);
  if (shown.length === 0) return;
  await runner.query(REVIVE, [installationId, repoId, scan]);
  await runner.query(MARK_DELETED, [installationId, repoId, scan, seen.at]);
}
