import { GraphRefusedError } from '../graph-refused-error.js';
import type { ScanVersion } from '../types.js';
import { holdRepository } from './hold-repository.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';

const SHOW = `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
SET r.scan = $scan, r.scanned_at = $at, r.scanned_sha = $sha`;

/**
 * A file becomes what the version says of it, which stands at its CONTAINS until now. One that it does not have was
 * there before it was deleted, whatever the clocks say: readers tell it so from one that never was.
 */
const SETTLE_FILES = `MATCH (f:File {installation_id: $installation_id, repo_id: $repo_id})
WHERE f.path IS NOT NULL
OPTIONAL MATCH (f)<-[c:CONTAINS {scan: $scan}]-()
WITH f, c, c IS NOT NULL AS alive
WHERE alive <> (f.deleted_at IS NULL) OR (alive AND (f.size <> c.size OR f.extension <> c.extension
  OR coalesce(f.language, '') <> coalesce(c.language, '') OR coalesce(f.lines, -1) <> coalesce(c.lines, -1)
  OR f.is_test <> c.is_test OR f.is_generated <> c.is_generated))
SET f.deleted_at = CASE WHEN alive THEN null ELSE $at END,
  f.first_seen_at = CASE WHEN alive OR f.first_seen_at < $at - duration({seconds: 1}) THEN f.first_seen_at
    ELSE $at - duration({seconds: 1}) END,
  f.size = CASE WHEN alive THEN c.size ELSE f.size END,
  f.extension = CASE WHEN alive THEN c.extension ELSE f.extension END,
  f.language = CASE WHEN alive THEN c.language ELSE f.language END,
  f.lines = CASE WHEN alive THEN c.lines ELSE f.lines END,
  f.is_test = CASE WHEN alive THEN c.is_test ELSE f.is_test END,
  f.is_generated = CASE WHEN alive THEN c.is_generated ELSE f.is_generated END`;

/**
 * Shows a version to readers. `run` is one transaction: they see all of it or nothing. Nothing happens where they see
 * it already. Throws GraphRefusedError where they see a newer one, or the repository was purged.
 */
export async function finishScan(run: Run, version: ScanVersion, seen: { sha: string; at: Date }): Promise<void> {
  const held = await holdRepository(run, version);
  if (held.scan !== null && held.scan > version.scan) throw new GraphRefusedError('superseded');
  if (held.scan === version.scan) return;
  const parameters = { ...tenant(version), scan: version.scan, at: seen.at, sha: seen.sha.slice(0, 64) };
  await run(SETTLE_FILES, parameters);
  await run(SHOW, parameters);
}
