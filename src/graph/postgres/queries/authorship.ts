import type { DataSource } from 'typeorm';
import type { Authorship } from '../../knowledge-graph.js';
import type { DeveloperNode, RepositoryKey } from '../../types.js';
import { EARLIER_NAMES, TOUCHING } from './earlier-names.js';
import { readInTime } from './read-in-time.js';
import { storableText } from '../../../words/storable-text.js';

/** The first of those that are merged; what was closed before it is looked past. */
const OLDEST = `(
      SELECT number, merged_at FROM graph_touches
        WHERE installation_id = $1::integer AND repo_id = $2::bigint AND path = a.name ORDER BY number LIMIT 50) t`;

const STATEMENT = `WITH RECURSIVE ${EARLIER_NAMES},
  ${TOUCHING},
  revisions AS MATERIALIZED (
    SELECT asked, number, merged_at FROM touching WHERE merged_at IS NOT NULL
  ),
  brought AS MATERIALIZED (
    SELECT DISTINCT ON (a.asked) a.asked, t.number FROM aliases a CROSS JOIN LATERAL ${OLDEST}
      WHERE t.merged_at IS NOT NULL ORDER BY a.asked, t.merged_at, t.number
  ),
  authored AS MATERIALIZED (
    SELECT r.*, (SELECT a.login FROM graph_authored_by a WHERE a.installation_id = $1::integer
      AND a.repo_id = $2::bigint AND a.number = r.number LIMIT 1) AS login FROM revisions r
  ),
  counted AS MATERIALIZED (
    SELECT a.asked, a.login, count(*) AS deliveries, bool_or(a.number = b.number) AS first, max(a.merged_at) AS last,
      sum(0.5 ^ (GREATEST(0, extract(epoch FROM $4::timestamptz - a.merged_at)) / 86400 / 180)::float8) AS recent,
      sum(count(*)) OVER (PARTITION BY a.asked) AS everybody
      FROM authored a LEFT JOIN brought b ON b.asked = a.asked GROUP BY a.asked, a.login
  )
  SELECT c.asked AS path, d.login, d.github_id::float8 AS "githubId", d.is_bot AS "isBot",
      COALESCE(c.first, false) AS first, c.deliveries::integer AS deliveries,
      (c.everybody - c.deliveries)::integer AS others, c.recent::float8 AS recent, c.last AS "lastAt"
    FROM counted c CROSS JOIN LATERAL (
      SELECT login, github_id, is_bot FROM graph_developers
        WHERE installation_id = $1::integer AND login = c.login LIMIT 1) d
    ORDER BY c.deliveries DESC, c.last DESC, c.asked COLLATE "C", d.login COLLATE "C" LIMIT $5::integer`;

/** Who changed these files, under all their names, in merged pull requests. */
export async function authorship(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  { paths, now, limit }: { paths: readonly string[]; now: Date; limit: number },
): Promise<Authorship[]> {
  const parameters = [installationId, repoId, paths.map(storableText), now, limit];
  const rows = await readInTime<Omit<Authorship, 'developer'> & DeveloperNode>(source, STATEMENT, parameters);
  return rows.map(({ login, githubId, isBot, ...counted }) => ({ ...counted, developer: { login, githubId, isBot } }));
}
