import type { DataSource } from 'typeorm';
import type { Earlier } from '../review/review-contract.js';
import type { LedgerFinding } from '../review/types.js';
import { stateNow } from './finding-state.js';

/**
 * What earlier rounds of a pull request told, oldest first, the number of the round that comes now, and which head the
 * last one read. A dismissal that has run out counts as open again.
 */
export async function readEarlier(
  source: Pick<DataSource, 'query'>,
  pullRequestId: string,
): Promise<Pick<Earlier, 'findings' | 'round' | 'lastHeadSha'>> {
  const findings: LedgerFinding[] = await source.query(
    `SELECT id, handle, fingerprint, rule, severity, category, title, body, path, side, line, start_line AS "startLine",
            quote, evidence->>'text' AS evidence, evidence->>'about' AS about, suggestion, anchored,
            ${stateNow('f')} AS state,
            fixed_in AS "fixedIn", dismissed_by AS "dismissedBy", dismissed_reason AS "dismissedReason",
            github_comment_id::float8 AS "commentId", github_comment_node_id AS "commentNodeId"
       FROM findings f WHERE pull_request_id = $1 ORDER BY handle`,
    [pullRequestId],
  );
  const rounds: { round: number; head_sha: string }[] = await source.query(
    `SELECT round, head_sha FROM reviews
      WHERE pull_request_id = $1 AND outcome IN ('reviewed', 'partial') ORDER BY round DESC, created_at DESC LIMIT 1`,
    [pullRequestId],
  );
  const [last] = rounds;
  return { findings, round: (last?.round ?? 0) + 1, lastHeadSha: last?.head_sha ?? null };
}
