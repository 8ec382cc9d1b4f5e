import type { EntityManager } from 'typeorm';
import { IS_NAMED, ROUNDS, type Window } from './rounds.js';

/** Whose pull requests were reviewed. Counts of work, by name: no score, no order by merit. */
export interface Contributor {
  login: string;
  pull_requests: number;
  reviews: number;
  last_review_at: string;
}

/** People, alphabetically, from after one of them; who does not want to be named is left out. */
export async function listContributors(
  manager: EntityManager,
  { repositoryIds, days, back = 0, after, limit }: Window & { after: string | null; limit: number },
): Promise<Contributor[]> {
  const rows: (Omit<Contributor, 'last_review_at'> & { last: Date })[] = await manager.query(
    `WITH ${ROUNDS}
     SELECT author AS login, count(DISTINCT pull_request_id)::int AS pull_requests, count(*)::int AS reviews,
            max(created_at) AS last
       FROM rounds WHERE counts AND origin IN ('human', 'assisted') AND ${IS_NAMED} AND ($4::text IS NULL OR author > $4)
      GROUP BY author ORDER BY author LIMIT $5`,
    [repositoryIds, days, back, after, limit],
  );
  return rows.map(({ last, ...row }) => ({ ...row, last_review_at: last.toISOString() }));
}
