import { fitsPath, fitsSymbol } from '../rows/fits-key.js';
import { storableText } from '../../words/storable-text.js';
import type { ScanVersion, TestEdge } from '../types.js';
import { firstOfEach } from './first-of-each.js';
import { hubOf } from './hub-edges.js';
import type { Run } from './open-store.js';
import { symbolNode, symbolRow } from './symbol-row.js';
import { tenant } from './tenant.js';
import { unseenFile } from './unseen-file.js';

const STATEMENT = `UNWIND $rows AS row
MERGE ${symbolNode('s', 'row.symbol')}
MERGE (t:File {installation_id: $installation_id, repo_id: $repo_id, path: row.test})
ON CREATE SET t += row.of_test, t.first_seen_at = $now, t.deleted_at = $now
WITH s, t, row WHERE NOT EXISTS { (s)-[:TESTED_BY]->(t) }
CREATE (s)-[:TESTED_BY {installation_id: $installation_id, repo_id: $repo_id, scan: $scan, hub: row.hub,
  tier: row.tier, confidence: toFloat(row.confidence)}]->(t)`;

/** TESTED_BY of a version. */
export async function writeTests(run: Run, version: ScanVersion, tests: readonly TestEdge[]): Promise<void> {
  const given = tests
    .filter(({ symbol, testPath }) => fitsSymbol(symbol) && fitsPath(testPath))
    .map(({ symbol, testPath, ...resolved }) => ({
      symbol: symbolRow(symbol),
      test: storableText(testPath),
      ...resolved,
    }));
  const rows = firstOfEach(
    given,
    ({ symbol, test }) => [symbol, test],
    (one, other) => other.confidence - one.confidence,
  ).map((row) => ({ ...row, hub: hubOf(row.symbol), of_test: unseenFile(row.test) }));
  if (rows.length > 0) await run(STATEMENT, { ...tenant(version), scan: version.scan, now: new Date(), rows });
}
