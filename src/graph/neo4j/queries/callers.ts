import type { Caller } from '../../knowledge-graph.js';
import type { RepositoryKey, SymbolEdge, SymbolKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { symbolNode, symbolRow } from '../symbol-row.js';
import { tenant } from '../tenant.js';
import { MOST_EDGES, symbolKey, VISIBLE } from './fragments.js';

const statement = (type: SymbolEdge['type']) => `${VISIBLE}
UNWIND $symbols AS row
MATCH ${symbolNode('s', 'row', 'scan')}
WITH DISTINCT s
CALL (s) {
  MATCH (s)<-[e:${type}]-(other:Symbol)
  WHERE e.confidence >= $least
  RETURN e, other LIMIT ${MOST_EDGES}
}
RETURN ${symbolKey('s')} AS of, ${symbolKey('other')} AS from, e.tier AS tier, e.confidence AS confidence,
  e.line AS line
ORDER BY confidence DESC, s.path, s.qualified_name, s.kind, other.path, other.qualified_name, other.kind LIMIT $limit`;

/** Which symbols have an edge of `type` to one of `to`, the surest first. */
export async function callers(
  read: Run,
  key: RepositoryKey,
  asked: { to: readonly SymbolKey[]; type: SymbolEdge['type']; leastConfidence: number; limit: number },
): Promise<Caller[]> {
  const symbols = asked.to.map(symbolRow);
  return read(statement(asked.type), { ...tenant(key), symbols, least: asked.leastConfidence, limit: asked.limit });
}
