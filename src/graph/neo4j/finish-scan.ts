import { GraphRefusedError } from '../graph-refused-error.js';
import type { ScanVersion } from '../types.js';
import { holdRepository } from './hold-repository.js';
import type { Run } from './open-store.js';
import { TELL_LATER_VERSIONS } from './tell-later-versions.js';
import { tenant } from './tenant.js';

const SHOW = `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
SET r.scan = $scan, r.scanned_at = $at, r.scanned_sha = $sha`;

/**
 * A file becomes what the version says of it: what stands at its CONTAINS, or what it is already where nothing does.
 * One that the version does not have was there before it was deleted, whatever the clocks say: readers tell it so from
 * one that never was.
 */
const SETTLE_FILES = `MATCH (f:File {installation_id: $installation_id, repo_id: $repo_id})
WHERE f.path IS NOT NULL
OPTIONAL MATCH (f)<-[c:CONTAINS {scan: $scan}]-()
WITH f, c, c IS NOT NULL AS alive, c.size IS NOT NULL AS changed
WHERE changed OR alive <> (f.deleted_at IS NULL)
${TELL_LATER_VERSIONS}
SET f.deleted_at = CASE WHEN alive THEN null ELSE $at END,
  f.first_seen_at = CASE WHEN alive OR f.first_seen_at < $at - duration({seconds: 1}) THEN f.first_seen_at
    ELSE $at - duration({seconds: 1}) END,
  f.size = CASE WHEN changed THEN c.size ELSE f.size END,
  f.extension = CASE WHEN changed THEN c.extension ELSE f.extension END,
  f.language = CASE WHEN changed THEN c.language ELSE f.language END,
  f.lines = CASE WHEN changed THEN c.lines ELSE f.lines END,
  f.is_test = CASE WHEN changed THEN c.is_test ELSE f.is_test END,
  f.is_generated = CASE WHEN changed THEN c.is_generated ELSE f.is_generated END`;

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
