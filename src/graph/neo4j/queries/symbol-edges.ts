import type { AskedEdges, Caller } from '../../knowledge-graph.js';
import type { RepositoryKey, SymbolEdge, SymbolKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { symbolNode, symbolRow } from '../symbol-row.js';
import { tenant } from '../tenant.js';
import { MOST_EDGES, symbolKey, VISIBLE } from './fragments.js';

/** Which end of the edges is asked for. */
export type SymbolEnd = 'from' | 'to';

const PATTERNS = {
  from: (type: SymbolEdge['type']) => `(a)-[e:${type}]->(b:Symbol)`,
  to: (type: SymbolEdge['type']) => `(b)<-[e:${type}]-(a:Symbol)`,
} as const satisfies Record<SymbolEnd, (type: SymbolEdge['type']) => string>;

const ASKED = { from: 'a', to: 'b' } as const satisfies Record<SymbolEnd, string>;
const OTHER = { from: 'b', to: 'a' } as const satisfies Record<SymbolEnd, string>;

const statement = (type: SymbolEdge['type'], end: SymbolEnd) => `${VISIBLE}
UNWIND $symbols AS row
MATCH ${symbolNode(ASKED[end], 'row', 'scan')}
WITH DISTINCT ${ASKED[end]}
CALL (${ASKED[end]}) {
  MATCH ${PATTERNS[end](type)}
  WHERE e.confidence >= $least
  RETURN e, ${OTHER[end]} LIMIT ${MOST_EDGES}
}
RETURN ${symbolKey('a')} AS from, ${symbolKey('b')} AS of, e.tier AS tier, e.confidence AS confidence, e.line AS line
ORDER BY confidence DESC, a.path, a.qualified_name, a.kind, b.path, b.qualified_name, b.kind LIMIT $limit`;

/** Edges that begin or end at one of `keys`, the surest first. */
export async function symbolEdges(
  read: Run,
  key: RepositoryKey,
  asked: { end: SymbolEnd; keys: readonly SymbolKey[] } & AskedEdges,
): Promise<Caller[]> {
  const { end, keys, type, leastConfidence, limit } = asked;
  return read(statement(type, end), { ...tenant(key), symbols: keys.map(symbolRow), least: leastConfidence, limit });
}
