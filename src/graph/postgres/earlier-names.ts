import { MOST_REVISIONS } from '../types.js';

/** Names of one file that are followed; chains of renames are short, and circles end by themselves. */
const MOST_NAMES = 20;

/**
 * The CTE `aliases (asked, name)` of the paths in `$3`: each with itself and the names it had before. Rows come one by one,
 * the nearest names first, and no more of them than the limit takes.
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
export const newestOf = (path: string) => `(
      SELECT number, merged_at, files FROM graph_touches
        WHERE installation_id = $1::integer AND repo_id = $2::bigint AND path = ${path}
        ORDER BY number DESC LIMIT ${MOST_REVISIONS}) t`;
