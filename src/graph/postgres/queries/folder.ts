import type { DataSource } from 'typeorm';
import { storableText } from '../../../words/storable-text.js';
import type { RepositoryKey } from '../../types.js';
import { readInTime } from './read-in-time.js';
import { VISIBLE_VERSION } from './visible-version.js';

const STATEMENT = `SELECT count(*)::float8 AS files, COALESCE(sum(lines), 0)::float8 AS lines FROM graph_contains
  WHERE installation_id = $1::integer AND repo_id = $2::bigint AND scan = ${VISIBLE_VERSION}
    AND starts_with(path, $3::text)`;

/** How much lies below a folder. */
export async function folder(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  path: string,
): Promise<{ files: number; lines: number }> {
  const prefix = path === '' ? '' : `${storableText(path)}/`;
  const [row] = await readInTime<{ files: number; lines: number }>(source, STATEMENT, [installationId, repoId, prefix]);
  return row ?? { files: 0, lines: 0 };
}
