import { fitsPath } from '../postgres/fits-key.js';
import { storableText } from '../postgres/storable-text.js';
import type { ImportEdge, ScanVersion } from '../types.js';
import { firstOfEach } from './first-of-each.js';
import type { Run } from './open-store.js';
import { tenant } from './tenant.js';

const STATEMENT = `UNWIND $rows AS row
MATCH (a:File {installation_id: $installation_id, repo_id: $repo_id, path: row.from})
MATCH (b:File {installation_id: $installation_id, repo_id: $repo_id, path: row.to})
WHERE NOT EXISTS { (a)-[:IMPORTS {scan: $scan}]->(b) }
CREATE (a)-[:IMPORTS {installation_id: $installation_id, repo_id: $repo_id, scan: $scan,
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
  );
  if (rows.length > 0) await run(STATEMENT, { ...tenant(version), scan: version.scan, rows });
}
