import { fitsSymbol } from '../rows/fits-key.js';
import { storableText } from '../../words/storable-text.js';
import type { ScanVersion, SymbolNode } from '../types.js';
import { firstOfEach } from './first-of-each.js';
import type { Run } from './open-store.js';
import { symbolNode, symbolRow } from './symbol-row.js';
import { tenant } from './tenant.js';

/** A symbol that is there stays as it is; one without lines is known by an edge only, or is said anew by a push. */
const STATEMENT = `UNWIND $rows AS row
MERGE ${symbolNode('s', 'row')}
WITH s, row WHERE s.start_line IS NULL
SET s += row.properties
WITH s, row
MATCH (f:File {installation_id: $installation_id, repo_id: $repo_id, path: row.path})
WHERE NOT EXISTS { (s)<-[:DEFINES]-(f) }
CREATE (f)-[:DEFINES {installation_id: $installation_id, repo_id: $repo_id, scan: $scan}]->(s)`;

/** Symbols of a version with their DEFINES. Of several with one key (overloads) the first in the file stays. */
export async function writeSymbols(run: Run, version: ScanVersion, symbols: readonly SymbolNode[]): Promise<void> {
  const given = symbols.filter(fitsSymbol).map((symbol) => ({ symbol, ...symbolRow(symbol) }));
  const rows = firstOfEach(
    given,
    ({ path, name, kind }) => [path, name, kind],
    (one, other) => one.symbol.startLine - other.symbol.startLine,
  ).map(({ symbol, ...key }) => ({
    ...key,
    properties: {
      signature: storableText(symbol.signature),
      start_line: symbol.startLine,
      end_line: symbol.endLine,
      exported: symbol.exported,
      contract_hash: symbol.contractHash.slice(0, 64),
    },
  }));
  if (rows.length > 0) await run(STATEMENT, { ...tenant(version), scan: version.scan, rows });
}
