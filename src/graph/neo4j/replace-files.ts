import type { FileNode, ScanVersion } from '../types.js';
import { fileRows } from './file-columns.js';
import { TELL_LATER_VERSIONS } from './tell-later-versions.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';

const STATEMENT = `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
UNWIND $rows AS row
MERGE (f:File {installation_id: $installation_id, repo_id: $repo_id, path: row.path})
ON CREATE SET f.first_seen_at = $now
WITH r, f, row
${TELL_LATER_VERSIONS}
SET f += row.properties, f.deleted_at = null
WITH r, f
CALL (f) {
  MATCH (f)<-[before:CONTAINS {scan: $scan}]-() DELETE before
}
CREATE (r)-[:CONTAINS {installation_id: $installation_id, repo_id: $repo_id, scan: $scan}]->(f)`;

/** Files of the version that readers see: they are so, and alive, from now on. */
export async function replaceFiles(run: Run, version: ScanVersion, files: readonly FileNode[]): Promise<void> {
  const rows = fileRows(files).map(({ path, ...properties }) => ({ path, properties }));
  if (rows.length > 0) await run(STATEMENT, { ...tenant(version), scan: version.scan, now: new Date(), rows });
}
