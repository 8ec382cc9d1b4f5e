import { fitsSymbol } from '../rows/fits-key.js';
import type { ScanVersion, SymbolEdge } from '../types.js';
import { firstOfEach } from './first-of-each.js';
import { hubOf } from './hub-edges.js';
import type { Run } from './open-store.js';
import { SYMBOL_EDGES } from './symbol-edges.js';
import { symbolNode, symbolRow } from './symbol-row.js';
import { tenant } from './tenant.js';

/** Whoever scans says all symbols first; an end that nobody said yet is made, and shown to nobody. */
const statement = (type: SymbolEdge['type']) => `UNWIND $rows AS row
MERGE ${symbolNode('a', 'row.from')}
MERGE ${symbolNode('b', 'row.to')}
WITH a, b, row WHERE NOT EXISTS { (a)-[:${type}]->(b) }
CREATE (a)-[:${type} {installation_id: $installation_id, repo_id: $repo_id, scan: $scan, hub: row.hub,
  tier: row.tier, confidence: toFloat(row.confidence), line: row.line}]->(b)`;

/** CALLS, USES_TYPE and INHERITS of a version. Of several edges of a pair the surest stays, with its first place. */
export async function writeEdges(run: Run, version: ScanVersion, edges: readonly SymbolEdge[]): Promise<void> {
  const fitting = edges.filter(({ from, to }) => fitsSymbol(from) && fitsSymbol(to));
  for (const type of SYMBOL_EDGES) {
    const rows = firstOfEach(
      fitting.filter((edge) => edge.type === type).map(edgeRow),
      ({ from, to }) => [from, to],
      (one, other) => other.confidence - one.confidence || one.line - other.line,
    );
    if (rows.length > 0) await run(statement(type), { ...tenant(version), scan: version.scan, rows });
  }
}

function edgeRow({ from, to, tier, confidence, line }: SymbolEdge) {
  const end = symbolRow(to);
  return { from: symbolRow(from), to: end, hub: hubOf(end), tier, confidence, line };
}
