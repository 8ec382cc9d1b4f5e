import type { DataSource } from 'typeorm';
import type { Contribution } from '../../knowledge-graph.js';
import { storableText } from '../../../words/storable-text.js';
import type { RepositoryKey } from '../../types.js';
import { readInTime } from './read-in-time.js';

const STATEMENT = `SELECT login, pull_requests AS pulls, last AS "lastAt" FROM graph_contributed_to
  WHERE installation_id = $1::integer AND repo_id = $2::bigint AND login = ANY($3::text[])
  ORDER BY login COLLATE "C"`;

/** When these people made their newest pull request of the repository, and how many. */
export function contributions(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  logins: readonly string[],
): Promise<Contribution[]> {
  return readInTime(source, STATEMENT, [installationId, repoId, logins.map(storableText)]);
}
