import { fitsPath } from '../rows/fits-key.js';
import { storableText } from '../../words/storable-text.js';
import type { ImportEdge, ScanVersion } from '../types.js';
import { firstOfEach } from './first-of-each.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';
import { unseenFile } from './unseen-file.js';

const STATEMENT = `UNWIND $rows AS row
MERGE (a:File {installation_id: $installation_id, repo_id: $repo_id, path: row.from})
ON CREATE SET a += row.of_from, a.first_seen_at = $now, a.deleted_at = $now
MERGE (b:File {installation_id: $installation_id, repo_id: $repo_id, path: row.to})
ON CREATE SET b += row.of_to, b.first_seen_at = $now, b.deleted_at = $now
WITH a, b, row WHERE NOT EXISTS { (a)-[:IMPORTS {scan: $scan}]->(b) }
CREATE (a)-[:IMPORTS {installation_id: $installation_id, repo_id: $repo_id, scan: $scan, hub: row.to,
  tier: row.tier, confidence: toFloat(row.confidence)}]->(b)`;

/** IMPORTS of a version. */
export async function writeImports(run: Run, version: ScanVersion, imports: readonly ImportEdge[]): Promise<void> {
  const given = imports
    .filter(({ from, to }) => fitsPath(from) && fitsPath(to))
    .map(({ from, to, ...resolved }) => ({ from: storableText(from), to: storableText(to), ...resolved }));
  const rows = firstOfEach(
    given,
    ({ from, to }) => [from, to],
    (one, other) => other.confidence - one.confidence,
  ).map((row) => ({ ...row, of_from: unseenFile(row.from), of_to: unseenFile(row.to) }));
  if (rows.length > 0) await run(STATEMENT, { ...tenant(version), scan: version.scan, now: new Date(), rows });
}
