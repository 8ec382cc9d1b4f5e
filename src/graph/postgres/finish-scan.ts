import { GraphRefusedError } from '../graph-refused-error.js';
import type { ScanVersion } from '../types.js';
import { holdScans } from './hold-scans.js';
import type { Runner } from './runner.js';

const SHOW = `UPDATE graph_repositories SET scan = $3::bigint, scanned_at = $4::timestamptz, scanned_sha = $5::text
  WHERE installation_id = $1::integer AND repo_id = $2::bigint`;

/** What is new, has changed or is back. Unchanged rows are left alone, and no plan joins all with all. */
const TAKE_OVER = `INSERT INTO graph_files AS f
    (installation_id, repo_id, path, extension, language, size, lines, is_test, is_generated, first_seen_at)
  SELECT installation_id, repo_id, path, extension, language, size, lines, is_test, is_generated, $4::timestamptz
    FROM graph_contains WHERE installation_id = $1::integer AND repo_id = $2::bigint AND scan = $3::bigint
  ON CONFLICT (installation_id, repo_id, path) DO UPDATE SET
    extension = EXCLUDED.extension, language = EXCLUDED.language, size = EXCLUDED.size, lines = EXCLUDED.lines,
    is_test = EXCLUDED.is_test, is_generated = EXCLUDED.is_generated, deleted_at = NULL
  WHERE (f.extension, f.language, f.size, f.lines, f.is_test, f.is_generated, f.deleted_at)
    IS DISTINCT FROM (EXCLUDED.extension, EXCLUDED.language, EXCLUDED.size, EXCLUDED.lines, EXCLUDED.is_test,
      EXCLUDED.is_generated, NULL::timestamptz)`;

/**
 * A file was there before it was deleted, whatever the clocks say: readers tell it so from one that never was. A scalar
 * subquery stays a look-up by the key; EXISTS became a join of all with all before the tables were analysed.
 */
const MARK_DELETED = `UPDATE graph_files f
  SET deleted_at = $4::timestamptz, first_seen_at = LEAST(f.first_seen_at, $4::timestamptz - interval '1 second')
  WHERE f.installation_id = $1::integer AND f.repo_id = $2::bigint AND f.deleted_at IS NULL
    AND (SELECT true FROM graph_contains c WHERE c.installation_id = $1::integer AND c.repo_id = $2::bigint
      AND c.scan = $3::bigint AND c.path = f.path) IS NULL`;

/**
 * Shows a version to readers. `runner` is one transaction: they see all of it or nothing. Nothing happens where they
 * see it already. Throws GraphRefusedError where they see a newer one, or the repository was purged.
 */
export async function finishScan(
  runner: Runner,
  { installationId, repoId, scan }: ScanVersion,
  seen: { sha: string; at: Date },
): Promise<void> {
  const held = await holdScans(runner, { installationId, repoId });
  if (held === null) throw new GraphRefusedError('purged');
  if (held.scan !== null && held.scan > scan) throw new GraphRefusedError('superseded');
  if (held.scan === scan) return;
  await runner.query(SHOW, [installationId, repoId, scan, seen.at, seen.sha.slice(0, 64)]);
  await runner.query(TAKE_OVER, [installationId, repoId, scan, seen.at]);
  await runner.query(MARK_DELETED, [installationId, repoId, scan, seen.at]);
}
