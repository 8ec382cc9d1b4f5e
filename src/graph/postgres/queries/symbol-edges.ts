import type { DataSource } from 'typeorm';
import type { AskedEdges, Caller } from '../../knowledge-graph.js';
import type { RepositoryKey, Resolved, SymbolKey } from '../../types.js';
import { readInTime } from './read-in-time.js';
import { symbolColumns } from './symbol-columns.js';
import { SYMBOL_TABLES } from '../symbol-tables.js';
import { VISIBLE_VERSION } from './visible-version.js';

/** Which end of the edges is asked for. */
export type SymbolEnd = 'from' | 'to';

interface EdgeRow extends Resolved {
  from_path: string;
  from_name: string;
  from_kind: string;
  to_path: string;
  to_name: string;
  to_kind: string;
  line: number;
}

/** Of each symbol no more than are asked for in all, by the index: a million places may call it. */
const statement = (table: string, end: SymbolEnd) => `SELECT e.*
  FROM (SELECT DISTINCT path, name, kind FROM unnest($3::text[], $4::text[], $5::text[]) AS given (path, name, kind)) g
  CROSS JOIN LATERAL (
    SELECT from_path, from_name, from_kind, to_path, to_name, to_kind, tier, confidence, line FROM ${table}
      WHERE installation_id = $1::integer AND repo_id = $2::bigint AND scan = ${VISIBLE_VERSION}
        AND ${end}_path = g.path AND ${end}_name = g.name AND ${end}_kind = g.kind AND confidence >= $6::real
      ORDER BY confidence DESC LIMIT $7::integer) e
  ORDER BY e.confidence DESC, e.from_path COLLATE "C", e.from_name COLLATE "C", e.from_kind COLLATE "C",
    e.to_path COLLATE "C", e.to_name COLLATE "C", e.to_kind COLLATE "C" LIMIT $7::integer`;

/** Edges that begin or end at one of `keys`, the surest first. */
export async function symbolEdges(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  asked: { end: SymbolEnd; keys: readonly SymbolKey[] } & AskedEdges,
): Promise<Caller[]> {
  const { end, keys, type, leastConfidence, limit } = asked;
  const parameters = [installationId, repoId, ...symbolColumns(keys), leastConfidence, limit];
  const rows = await readInTime<EdgeRow>(source, statement(SYMBOL_TABLES[type], end), parameters);
  return rows.map((row) => ({
    of: { path: row.to_path, qualifiedName: row.to_name, kind: row.to_kind },
    from: { path: row.from_path, qualifiedName: row.from_name, kind: row.from_kind },
    tier: row.tier,
    confidence: row.confidence,
    line: row.line,
  }));
}
