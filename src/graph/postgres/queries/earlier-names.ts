import { MOST_REVISIONS } from '../../types.js';

/** Names of one file that are followed; chains of renames are short, and circles end by themselves. */
const MOST_NAMES = 20;

/**
 * The CTE `aliases (asked, name)` of the paths in `$3`: each with itself and the names it had before. Rows come one by
 * one, the nearest names first, and no more of them than the limit takes.
 */
export const EARLIER_NAMES = `names (asked, name) AS (
    SELECT path, path FROM unnest($3::text[]) AS given (path)
    UNION
    SELECT n.asked, r.from_path FROM names n CROSS JOIN LATERAL (
      SELECT from_path FROM graph_renamed_to
        WHERE installation_id = $1::integer AND repo_id = $2::bigint AND to_path = n.name LIMIT ${MOST_NAMES}) r
  ),
  aliases AS MATERIALIZED (SELECT asked, name FROM names LIMIT ${MOST_NAMES} * cardinality($3::text[]))`;

/** The newest pull requests of one path (an expression), as a lateral subquery: hubs are bounded here. */
const newestOf = (path: string) => `(
      SELECT number, merged_at, files FROM graph_touches
        WHERE installation_id = $1::integer AND repo_id = $2::bigint AND path = ${path}
        ORDER BY number DESC LIMIT ${MOST_REVISIONS}) t`;

/**
 * The CTE `touching (asked, number, merged_at, files)`, after `aliases`: the newest pull requests of each path under
 * all its names. What is asked of them is asked after that: a changelog has 100,000 that would have to be looked at
 * else.
 */
export const TOUCHING = `touching AS MATERIALIZED (
    SELECT asked, number, merged_at, files FROM (
      SELECT a.asked, t.number, max(t.merged_at) AS merged_at, max(t.files) AS files,
          row_number() OVER (PARTITION BY a.asked ORDER BY t.number DESC) AS place
        FROM aliases a CROSS JOIN LATERAL ${newestOf('a.name')} GROUP BY a.asked, t.number) x
      WHERE place <= ${MOST_REVISIONS}
  )`;

/**
 * The newest pull requests of each of the names `e.name` of one file, to be counted: as `touching`, of another file.
 */
export const revisionsOf = (names: string, where: string) => `(
      SELECT count(*) AS revisions FROM (
        SELECT t.number, max(t.merged_at) AS merged_at, max(t.files) AS files
          FROM ${names} CROSS JOIN LATERAL ${newestOf('e.name')}
          GROUP BY t.number ORDER BY t.number DESC LIMIT ${MOST_REVISIONS}) t WHERE ${where}) x`;
