import type { DataSource } from 'typeorm';
import type { PeopleWanted } from '../review/render/check-with-people.js';
import type { CheckedReview } from '../review/render/refresh-check.js';
import type { Coverage, Outcome } from '../review/types.js';

export interface LastCheck extends CheckedReview {
  checkRunId: number;
  /** Whom it waits for where it would be green. */
  people: PeopleWanted | null;
}

interface Row {
  checkRunId: number;
  people: PeopleWanted | null;
  failCheck: boolean;
  outcome: 'reviewed' | 'partial';
  reason: string | null;
  summary: string;
  unread: Coverage['unread'] | null;
}

/**
 * The check run of the newest review of a pull request, if it is of the head that is there now. Null: there is none, or
 * nothing is known of how it was decided.
 */
export async function readLastCheck(
  source: Pick<DataSource, 'query'>,
  pullRequestId: string,
): Promise<LastCheck | null> {
  const rows: Row[] = await source.query(
    `SELECT * FROM (
       SELECT r.check_run_id::float8 AS "checkRunId", r.outcome, r.reason, r.summary,
              r.people_wanted AS people, COALESCE(r.fail_check, (r.people_wanted->>'holds')::boolean) AS "failCheck",
              r.coverage->'unread' AS unread, r.head_sha = q.head_sha AS "isCurrent"
         FROM reviews r JOIN pull_requests q ON q.id = r.pull_request_id
        WHERE r.pull_request_id = $1
        ORDER BY r.round DESC, r.created_at DESC LIMIT 1) last
      WHERE "isCurrent" AND outcome IN ('reviewed', 'partial') AND summary IS NOT NULL AND "failCheck" IS NOT NULL
        AND "checkRunId" IS NOT NULL`,
    [pullRequestId],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { checkRunId, people, failCheck, summary, reason } = row;
  const outcome: Outcome =
    row.outcome === 'reviewed' ? { kind: 'reviewed' } : { kind: 'partial', reason: reason ?? '' };
  return { checkRunId, people, failCheck, summary, outcome, unread: row.unread ?? [] };
}
