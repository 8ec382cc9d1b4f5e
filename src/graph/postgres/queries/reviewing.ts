import type { DataSource } from 'typeorm';
import type { Reviewing } from '../../knowledge-graph.js';
import { MOST_REVIEWERS_OF_PULL, type DeveloperNode, type RepositoryKey } from '../../types.js';
import { EARLIER_NAMES, TOUCHING } from './earlier-names.js';
import { readInTime } from './read-in-time.js';
import { storableText } from '../../../words/storable-text.js';

/** Open ones of the repository. */
const MOST_OPEN = 1000;

const reviewersOf = (number: string) => `(
      SELECT login FROM graph_reviewed_by
        WHERE installation_id = $1::integer AND repo_id = $2::bigint AND number = ${number}
        ORDER BY login LIMIT ${MOST_REVIEWERS_OF_PULL}) v`;

const STATEMENT = `WITH RECURSIVE ${EARLIER_NAMES},
  ${TOUCHING},
  revisions AS MATERIALIZED (
    SELECT number, max(merged_at) AS merged_at FROM touching WHERE merged_at >= $4::timestamptz GROUP BY number
  ),
  reviewers AS MATERIALIZED (
    SELECT v.login, count(*) AS reviews, max(r.merged_at) AS last
      FROM revisions r CROSS JOIN LATERAL ${reviewersOf('r.number')}
      GROUP BY v.login ORDER BY reviews DESC, last DESC, v.login COLLATE "C" LIMIT $5::integer
  ),
  waiting AS MATERIALIZED (
    SELECT v.login, count(*) AS open
      FROM (SELECT number FROM graph_pull_requests WHERE installation_id = $1::integer AND repo_id = $2::bigint
        AND state = 'open' ORDER BY merged_at DESC, number DESC LIMIT ${MOST_OPEN}) p
      CROSS JOIN LATERAL ${reviewersOf('p.number')} GROUP BY v.login
  )
  SELECT d.login, d.github_id::float8 AS "githubId", d.is_bot AS "isBot", r.reviews::integer AS reviews,
      r.last AS "lastAt", COALESCE(w.open, 0)::integer AS open
    FROM reviewers r
    CROSS JOIN LATERAL (
      SELECT login, github_id, is_bot FROM graph_developers
        WHERE installation_id = $1::integer AND login = r.login LIMIT 1) d
    LEFT JOIN waiting w ON w.login = r.login
    ORDER BY r.reviews DESC, r.last DESC, d.login COLLATE "C"`;

/** Who reviewed merged pull requests on these files, under all their names, most first. */
export async function reviewing(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  { paths, since, limit }: { paths: readonly string[]; since: Date; limit: number },
): Promise<Reviewing[]> {
  const parameters = [installationId, repoId, paths.map(storableText), since, limit];
  const rows = await readInTime<Omit<Reviewing, 'developer'> & DeveloperNode>(source, STATEMENT, parameters);
  return rows.map(({ login, githubId, isBot, ...counted }) => ({ ...counted, developer: { login, githubId, isBot } }));
}
