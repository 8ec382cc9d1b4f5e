import type { DataSource } from 'typeorm';
import type { GraphCounts } from '../../knowledge-graph.js';
import type { RepositoryKey } from '../../types.js';
import { readInTime } from './read-in-time.js';
import { VISIBLE_VERSION } from './visible-version.js';

const count = (table: string, rest = '') => `(SELECT count(*) FROM ${table}
    WHERE installation_id = $1::integer AND repo_id = $2::bigint ${rest})::float8`;
const SEEN = `AND scan = ${VISIBLE_VERSION}`;

const STATEMENT = `SELECT ${count('graph_contains', SEEN)} AS files, ${count('graph_symbols', SEEN)} AS symbols,
  ${count('graph_calls', SEEN)} AS calls, ${count('graph_pull_requests')} AS pulls,
  ${count('graph_contributed_to')} AS developers`;

const NOTHING: GraphCounts = { files: 0, symbols: 0, calls: 0, pulls: 0, developers: 0 };

/** How much is known of a repository; developers are those who made a pull request. */
export async function counts(source: DataSource, { installationId, repoId }: RepositoryKey): Promise<GraphCounts> {
  const [row] = await readInTime<GraphCounts>(source, STATEMENT, [installationId, repoId]);
  return row ?? NOTHING;
}
