import type { DataSource } from 'typeorm';
import type { ImportEdge, RepositoryKey } from '../../types.js';
import { readInTime } from './read-in-time.js';
import { storableText } from '../../../words/storable-text.js';
import { VISIBLE_VERSION } from './visible-version.js';

const STATEMENT = `SELECT e.from_path AS "from", e.to_path AS "to", e.tier, e.confidence
  FROM (SELECT DISTINCT path FROM unnest($3::text[]) AS given (path)) g
  CROSS JOIN LATERAL (
    SELECT from_path, to_path, tier, confidence FROM graph_imports
      WHERE installation_id = $1::integer AND repo_id = $2::bigint AND scan = ${VISIBLE_VERSION} AND to_path = g.path
      ORDER BY confidence DESC LIMIT $4::integer) e
  ORDER BY e.confidence DESC, e.from_path COLLATE "C", e.to_path COLLATE "C" LIMIT $4::integer`;

/** Files that import one of these, the surest first. */
export async function importers(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  { paths, limit }: { paths: readonly string[]; limit: number },
): Promise<ImportEdge[]> {
  return readInTime(source, STATEMENT, [installationId, repoId, paths.map(storableText), limit]);
}
