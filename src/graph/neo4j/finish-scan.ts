import type { ScanVersion } from '../types.js';
import { holdRepository } from './hold-repository.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';

const SHOW = `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
SET r.scan = $scan, r.scanned_at = $at, r.scanned_sha = $sha`;

/** A file was there before it was deleted, whatever the clocks say: readers tell it so from one that never was. */
const SETTLE_FILES = `MATCH (f:File {installation_id: $installation_id, repo_id: $repo_id})
WHERE f.path IS NOT NULL
WITH f, EXISTS { (f)<-[:CONTAINS {scan: $scan}]-() } AS alive
WHERE alive <> (f.deleted_at IS NULL)
SET f.deleted_at = CASE WHEN alive THEN null ELSE $at END,
  f.first_seen_at = CASE WHEN alive OR f.first_seen_at < $at - duration({seconds: 1}) THEN f.first_seen_at
    ELSE $at - duration({seconds: 1}) END`;

/** Shows a version to readers. `run` is one transaction: they see all of it or nothing. */
export async function finishScan(run: Run, version: ScanVersion, seen: { sha: string; at: Date }): Promise<void> {
  const held = await holdRepository(run, version);
  if (held === null || (held.scan !== null && held.scan >= version.scan)) return;
  const parameters = { ...tenant(version), scan: version.scan, at: seen.at, sha: seen.sha.slice(0, 64) };
  await run(SETTLE_FILES, parameters);
  await run(SHOW, parameters);
}
