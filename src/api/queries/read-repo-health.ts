import type { EntityManager } from 'typeorm';
import { ENDED_WITHOUT_REVIEW } from './review-columns.js';
import { isOpenNow } from '../../ledger/finding-state.js';

/** What the health of a repository is computed of. */
export interface HealthFacts {
  /** Open must-fix findings of open pull requests. */
  must_fix_open: number;
  /** Days since the oldest of them was found; null: there is none. */
  oldest_days: number | null;
  /** Reviews of the last 30 days, those of them that failed or read only a part, and those that failed. */
  reviews: number;
  incomplete: number;
  failed: number;
  /** Days since the last whole scan; null: never. */
  scan_days: number | null;
}

/** Reads it in one statement. */
export async function readRepoHealth(manager: EntityManager, repositoryId: number): Promise<HealthFacts> {
  const rows: HealthFacts[] = await manager.query(
    `WITH must AS (
       SELECT count(*)::int AS open, extract(epoch FROM now() - min(f.created_at)) / 86400 AS oldest
         FROM findings f JOIN pull_requests q ON q.id = f.pull_request_id
        WHERE f.repository_id = $1 AND ${isOpenNow('f')} AND f.severity = 'must-fix' AND q.state = 'open'),
     recent AS (
       SELECT count(*)::int AS posted, count(*) FILTER (WHERE outcome = 'partial' AND reason <> 'rules only')::int AS partial
         FROM reviews WHERE repository_id = $1 AND created_at > now() - interval '30 days' AND outcome IN ('reviewed', 'partial')),
     failed AS (
       SELECT count(*)::int AS runs FROM workflow_runs one
        WHERE one.repository_id = $1 AND one.queued_at > now() - interval '30 days' AND one.outcome = 'failed' AND ${ENDED_WITHOUT_REVIEW})
     SELECT must.open AS must_fix_open, must.oldest::float8 AS oldest_days, recent.posted + failed.runs AS reviews, recent.partial + failed.runs AS incomplete, failed.runs AS failed,
            (SELECT extract(epoch FROM now() - scanned_at)::float8 / 86400 FROM repositories WHERE id = $1) AS scan_days
       FROM must, recent, failed`,
    [repositoryId],
  );
  const [facts] = rows;
  if (facts === undefined) throw new Error('PostgreSQL gave no facts');
  return facts;
}
