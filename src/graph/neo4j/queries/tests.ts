import type { RepositoryKey, Resolved, SymbolKey } from '../../types.js';
import type { Run } from '../open-store.js';
import { hubRow } from '../hub-edges.js';
import { symbolNode } from '../symbol-row.js';
import { tenant } from '../tenant.js';
import { symbolKey, VISIBLE } from './fragments.js';
import { surestEdges } from './surest-edges.js';

const STATEMENT = `${VISIBLE}
UNWIND $symbols AS row
MATCH ${symbolNode('s', 'row', 'scan')}
WITH DISTINCT s, scan, row.hub AS hub
${surestEdges('TESTED_BY', 's', 'hub', 't')}
RETURN ${symbolKey('s')} AS symbol, t.path AS testPath, e.tier AS tier, e.confidence AS confidence
ORDER BY confidence DESC, testPath, s.path, s.qualified_name, s.kind LIMIT $limit`;

/** Test files that call one of these symbols, the surest first. */
export async function tests(
  read: Run,
  key: RepositoryKey,
  asked: { symbols: readonly SymbolKey[]; limit: number },
): Promise<({ symbol: SymbolKey; testPath: string } & Resolved)[]> {
  return read(STATEMENT, { ...tenant(key), symbols: asked.symbols.map(hubRow), least: 0, limit: asked.limit });
}
