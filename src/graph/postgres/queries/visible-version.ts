/** The version that readers see; null, which nothing equals, before the first scan has ended. */
export const VISIBLE_VERSION = `(SELECT scan FROM graph_repositories
      WHERE installation_id = $1::integer AND repo_id = $2::bigint)`;
