import type { DataSource } from 'typeorm';
import type { RepositoryKey, Resolved, TestEdge } from '../../types.js';
import { readInTime } from './read-in-time.js';
import { symbolColumns } from './symbol-columns.js';
import { VISIBLE_VERSION } from './visible-version.js';

/** Of one symbol; the surest of them are looked for among these. */
const MOST_TESTS = 1000;

const STATEMENT = `SELECT g.path, g.name AS "qualifiedName", g.kind, e.test_path AS "testPath", e.tier, e.confidence
  FROM (SELECT DISTINCT path, name, kind FROM unnest($3::text[], $4::text[], $5::text[]) AS given (path, name, kind)) g
  CROSS JOIN LATERAL (
    SELECT test_path, tier, confidence FROM graph_tested_by
      WHERE installation_id = $1::integer AND repo_id = $2::bigint AND scan = ${VISIBLE_VERSION}
        AND path = g.path AND qualified_name = g.name AND kind = g.kind LIMIT ${MOST_TESTS}) e
  ORDER BY e.confidence DESC, e.test_path COLLATE "C", g.path COLLATE "C", g.name COLLATE "C",
    g.kind COLLATE "C" LIMIT $6::integer`;

/** Test files that call one of these symbols, the surest first. */
export async function tests(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  { symbols, limit }: { symbols: readonly TestEdge['symbol'][]; limit: number },
): Promise<TestEdge[]> {
  const parameters = [installationId, repoId, ...symbolColumns(symbols), limit];
  const rows = await readInTime<TestEdge['symbol'] & Resolved & { testPath: string }>(source, STATEMENT, parameters);
  return rows.map(({ path, qualifiedName, kind, ...edge }) => ({ symbol: { path, qualifiedName, kind }, ...edge }));
}
