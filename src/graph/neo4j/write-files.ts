import { fitsPath } from '../rows/fits-key.js';
import { storableText } from '../rows/storable-text.js';
import type { FileNode, ScanVersion } from '../types.js';
import { firstOfEach } from './first-of-each.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';

/** What readers see of a file stays as it is until the version is theirs: `finishScan` takes it over. */
const UNSEEN = `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
UNWIND $rows AS row
MERGE (f:File {installation_id: $installation_id, repo_id: $repo_id, path: row.path})
ON CREATE SET f.first_seen_at = $now, f += row.properties
WITH r, f, row WHERE NOT EXISTS { (f)<-[:CONTAINS {scan: $scan}]-(r) }
CREATE (r)-[c:CONTAINS {installation_id: $installation_id, repo_id: $repo_id, scan: $scan}]->(f)
SET c += row.properties`;

const SEEN = `MATCH (r:Repository {installation_id: $installation_id, repo_id: $repo_id})
UNWIND $rows AS row
MERGE (f:File {installation_id: $installation_id, repo_id: $repo_id, path: row.path})
ON CREATE SET f.first_seen_at = $now
SET f += row.properties, f.deleted_at = null
WITH r, f, row
CALL (f) {
  MATCH (f)<-[before:CONTAINS {scan: $scan}]-() DELETE before
}
CREATE (r)-[c:CONTAINS {installation_id: $installation_id, repo_id: $repo_id, scan: $scan}]->(f)
SET c += row.properties`;

/**
 * Files of a version with their CONTAINS. `visible`: it is the one that readers see, and they are alive from now on.
 */
export async function writeFiles(
  run: Run,
  version: ScanVersion,
  files: readonly FileNode[],
  visible: boolean,
): Promise<void> {
  const fitting = files
    .filter(({ path }) => fitsPath(path))
    .map((file) => ({ ...file, path: storableText(file.path) }));
  const rows = firstOfEach(
    fitting,
    ({ path }) => [path],
    () => 0,
  ).map(({ path, ...file }) => ({
    path,
    properties: {
      extension: storableText(file.extension),
      language: file.language?.slice(0, 40) ?? null,
      size: file.size,
      lines: file.lines,
      is_test: file.isTest,
      is_generated: file.isGenerated,
    },
  }));
  if (rows.length === 0) return;
  await run(visible ? SEEN : UNSEEN, { ...tenant(version), scan: version.scan, now: new Date(), rows });
}
