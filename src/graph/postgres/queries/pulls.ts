import type { DataSource } from 'typeorm';
import type { IssueNode, PullNode, RepositoryKey } from '../../types.js';
import { PULL_COLUMNS } from './pull-columns.js';
import { readInTime } from './read-in-time.js';

const STATEMENT = `SELECT ${PULL_COLUMNS},
    COALESCE((SELECT json_agg(json_build_object('number', i.number, 'title', i.title, 'state', i.state,
        'isBug', i.is_bug) ORDER BY i.number)
      FROM (SELECT issue FROM graph_closes WHERE installation_id = $1::integer AND repo_id = $2::bigint
        AND number = p.number ORDER BY issue LIMIT 50) c
      CROSS JOIN LATERAL (SELECT * FROM graph_issues
        WHERE installation_id = $1::integer AND repo_id = $2::bigint AND number = c.issue LIMIT 1) i), '[]') AS closes
  FROM graph_pull_requests p
  WHERE p.installation_id = $1::integer AND p.repo_id = $2::bigint AND p.number = ANY($3::integer[])
  ORDER BY p.number`;

/** Those of `numbers` that are known, with the issues that they close. */
export async function pulls(
  source: DataSource,
  { installationId, repoId }: RepositoryKey,
  numbers: readonly number[],
): Promise<(PullNode & { closes: IssueNode[] })[]> {
  return readInTime(source, STATEMENT, [installationId, repoId, numbers]);
}
