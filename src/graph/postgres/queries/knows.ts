import type { DataSource } from 'typeorm';
import type { RepositoryKey } from '../../types.js';
import { readInTime } from './read-in-time.js';
import { VISIBLE_VERSION } from './visible-version.js';

const STATEMENT = `SELECT
  EXISTS (SELECT FROM graph_symbols WHERE installation_id = $1::integer AND repo_id = $2::bigint
    AND scan = ${VISIBLE_VERSION}) AS symbols,
  EXISTS (SELECT FROM graph_pull_requests WHERE installation_id = $1::integer AND repo_id = $2::bigint) AS pulls`;

/** Whether readers see any symbol of a repository, and whether any pull request of it is known. */
export async function knows(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
): Promise<{ symbols: boolean; pulls: boolean }> {
  const [row] = await readInTime<{ symbols: boolean; pulls: boolean }>(source, STATEMENT, [installationId, repoId]);
  return row ?? { symbols: false, pulls: false };
}
