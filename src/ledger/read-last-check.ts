import type { DataSource } from 'typeorm';
import type { CheckedReview } from '../review/render/refresh-check.js';
import type { Coverage, Outcome } from '../review/types.js';

interface Row {
  checkRunId: number;
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
): Promise<(CheckedReview & { checkRunId: number }) | null> {
  const rows: Row[] = await source.query(
    `SELECT * FROM (
       SELECT r.check_run_id::float8 AS "checkRunId", r.fail_check AS "failCheck", r.outcome, r.reason, r.summary,
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
  const { checkRunId, failCheck, summary, reason } = row;
  const outcome: Outcome =
    row.outcome === 'reviewed' ? { kind: 'reviewed' } : { kind: 'partial', reason: reason ?? '' };
  return { checkRunId, failCheck, summary, outcome, unread: row.unread ?? [] };
}
