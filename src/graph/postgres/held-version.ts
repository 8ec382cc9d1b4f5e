/**
 * The CTE that begins every statement of a scan: empty where the repository was purged (its row is locked until the
 * statement ends, so that a purge comes before or after it, never between), where `$3` is the version that readers see
 * or an older one, and, for a push (`$4`), where it is not the one that they see.
 */
export const HELD_VERSION = `held AS MATERIALIZED (
    SELECT FROM graph_repositories
      WHERE installation_id = $1::integer AND repo_id = $2::bigint
        AND CASE WHEN $4::boolean THEN scan = $3::bigint ELSE scan IS NULL OR scan < $3::bigint END
      FOR KEY SHARE
  )`;
