import type { DataSource } from 'typeorm';
import type { CoChange } from '../../knowledge-graph.js';
import type { RepositoryKey } from '../../types.js';
import { EARLIER_NAMES, revisionsOf, TOUCHING } from './earlier-names.js';
import { readInTime } from './read-in-time.js';
import { storableText } from '../../../words/storable-text.js';

/** Pairs that are looked at more closely: what is beyond them changed together less often than any of them. */
const MOST_PAIRS = 300;
const MOST_NAMES = 20;

const isGenerated = (path: string) => `COALESCE((SELECT f.is_generated FROM graph_files f
        WHERE f.installation_id = $1::integer AND f.repo_id = $2::bigint AND f.path = ${path}), false)`;
/** As scalar subqueries, which stay look-ups by the key: EXISTS would be hashed, and that reads the whole table. */
const isAlive = (path: string) => `COALESCE((SELECT f.deleted_at IS NULL FROM graph_files f
        WHERE f.installation_id = $1::integer AND f.repo_id = $2::bigint AND f.path = ${path}), false)`;
const isLast = (path: string) => `(SELECT true FROM graph_renamed_to r WHERE r.installation_id = $1::integer
        AND r.repo_id = $2::bigint AND r.from_path = ${path} LIMIT 1) IS NULL`;

const REVISIONS = revisionsOf(
  '(SELECT name FROM earlier_names n WHERE n.other = o.other) e',
  't.merged_at >= $4::timestamptz AND t.files <= $5::integer',
);

const STATEMENT = `WITH RECURSIVE ${EARLIER_NAMES},
  ${TOUCHING},
  revisions AS MATERIALIZED (
    SELECT t.asked, t.number FROM touching t
      WHERE t.merged_at >= $4::timestamptz AND t.files <= $5::integer AND NOT ${isGenerated('t.asked')}
  ),
  together AS MATERIALIZED (
    SELECT r.asked, t.path, count(*) AS shared, max(r.number) AS last FROM revisions r CROSS JOIN LATERAL (
      SELECT path FROM graph_touches
        WHERE installation_id = $1::integer AND repo_id = $2::bigint AND number = r.number LIMIT $5::integer) t
      WHERE (r.asked, t.path) NOT IN (SELECT asked, name FROM aliases)
      GROUP BY r.asked, t.path ORDER BY shared DESC, last DESC LIMIT ${MOST_PAIRS}
  ),
  -- What the other file is called today; one that is still there has kept its name.
  later (path, name) AS (
    SELECT DISTINCT path, path FROM together
    UNION
    SELECT l.path, r.to_path FROM later l CROSS JOIN LATERAL (
      SELECT to_path FROM graph_renamed_to
        WHERE installation_id = $1::integer AND repo_id = $2::bigint AND from_path = l.name LIMIT 5) r
  ),
  today AS MATERIALIZED (
    SELECT path, name FROM (
      SELECT DISTINCT ON (l.path) l.path, l.name FROM (SELECT path, name FROM later LIMIT 4 * ${MOST_PAIRS}) l
        ORDER BY l.path, (l.name = l.path AND ${isAlive('l.path')}) DESC, (${isLast('l.name')}) DESC,
          ${isAlive('l.name')} DESC, (l.name = l.path) DESC, l.name) d
      WHERE NOT ${isGenerated('d.name')}
  ),
  others AS MATERIALIZED (
    SELECT t.asked, d.name AS other, sum(t.shared) AS shared, max(t.last) AS last
      FROM together t JOIN today d ON d.path = t.path
      WHERE (t.asked, d.name) NOT IN (SELECT asked, name FROM aliases)
      GROUP BY t.asked, d.name HAVING sum(t.shared) >= $6::integer
      ORDER BY shared DESC, last DESC, t.asked COLLATE "C", d.name COLLATE "C" LIMIT $7::integer
  ),
  earlier (other, name) AS (
    SELECT other, other FROM others
    UNION
    SELECT e.other, r.from_path FROM earlier e CROSS JOIN LATERAL (
      SELECT from_path FROM graph_renamed_to
        WHERE installation_id = $1::integer AND repo_id = $2::bigint AND to_path = e.name LIMIT ${MOST_NAMES}) r
  ),
  earlier_names AS MATERIALIZED (SELECT other, name FROM earlier LIMIT ${MOST_NAMES} * $7::integer),
  other_revisions AS MATERIALIZED (
    SELECT o.other, x.revisions FROM (SELECT DISTINCT other FROM others) o CROSS JOIN LATERAL ${REVISIONS}
  )
  SELECT o.asked AS path, o.other, o.shared::integer AS shared,
      (SELECT count(*) FROM revisions r WHERE r.asked = o.asked)::integer AS revisions,
      x.revisions::integer AS "otherRevisions", o.last AS "lastNumber"
    FROM others o JOIN other_revisions x ON x.other = o.other
    ORDER BY o.shared DESC, o.last DESC, o.asked COLLATE "C", o.other COLLATE "C"`;

/** What changed together with these files, under all their names. */
export async function coChanged(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  asked: { paths: readonly string[]; since: Date; mostFiles: number; leastShared: number; limit: number },
): Promise<CoChange[]> {
  const { paths, since, mostFiles, leastShared, limit } = asked;
  const owner = [installationId, repoId];
  return readInTime(source, STATEMENT, [...owner, paths.map(storableText), since, mostFiles, leastShared, limit]);
}
