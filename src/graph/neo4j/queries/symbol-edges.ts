import type { AskedEdges, Caller } from '../../knowledge-graph.js';
import type { RepositoryKey, SymbolEdge, SymbolKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { hubRow } from '../hub-edges.js';
import { symbolNode } from '../symbol-row.js';
import { tenant } from '../tenant.js';
import { symbolKey, VISIBLE } from './fragments.js';
import { MOST_EDGES, surestEdges } from './surest-edges.js';

/** Which end of the edges is asked for. */
export type SymbolEnd = 'from' | 'to';

const ANSWER = `RETURN ${symbolKey('a')} AS from, ${symbolKey('b')} AS of, e.tier AS tier, e.confidence AS confidence,
  e.line AS line
ORDER BY confidence DESC, a.path, a.qualified_name, a.kind, b.path, b.qualified_name, b.kind LIMIT $limit`;

/** What a symbol calls stands in its own lines: a million places call one, but none calls a million. */
const STATEMENTS = {
  from: (type: SymbolEdge['type']) => `${VISIBLE}
UNWIND $symbols AS row
MATCH ${symbolNode('a', 'row', 'scan')}
WITH DISTINCT a
CALL (a) {
  MATCH (a)-[e:${type}]->(b)
  WHERE e.confidence >= $least
  RETURN e, b LIMIT ${MOST_EDGES}
}
${ANSWER}`,
  to: (type: SymbolEdge['type']) => `${VISIBLE}
UNWIND $symbols AS row
MATCH ${symbolNode('b', 'row', 'scan')}
WITH DISTINCT b, scan, row.hub AS hub
${surestEdges(type, 'b', 'hub', 'a')}
${ANSWER}`,
} as const satisfies Record<SymbolEnd, (type: SymbolEdge['type']) => string>;

/** Edges that begin or end at one of `keys`, the surest first. */
export async function symbolEdges(
  read: Run,
  key: RepositoryKey,
  asked: { end: SymbolEnd; keys: readonly SymbolKey[] } & AskedEdges,
): Promise<Caller[]> {
  const { end, keys, type, leastConfidence, limit } = asked;
  const symbols = keys.map(hubRow);
  return read(STATEMENTS[end](type), { ...tenant(key), symbols, least: leastConfidence, limit });
}
