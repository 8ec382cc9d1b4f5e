import type { DataSource } from 'typeorm';
import type { RepositoryKey, SymbolNode } from '../../types.js';
import { readInTime } from './read-in-time.js';
import { storableText } from '../../../words/storable-text.js';
import { VISIBLE_VERSION } from './visible-version.js';

const STATEMENT = `SELECT path, qualified_name AS "qualifiedName", kind, signature, start_line AS "startLine",
    end_line AS "endLine", exported, contract_hash AS "contractHash"
  FROM graph_symbols
  WHERE installation_id = $1::integer AND repo_id = $2::bigint AND scan = ${VISIBLE_VERSION} AND path = ANY($3::text[])
  ORDER BY path COLLATE "C", start_line, qualified_name COLLATE "C", kind COLLATE "C" LIMIT $4::integer`;

/** What these files define, in the order of the files. */
export async function symbols(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  { paths, limit }: { paths: readonly string[]; limit: number },
): Promise<SymbolNode[]> {
  return readInTime(source, STATEMENT, [installationId, repoId, paths.map(storableText), limit]);
}
