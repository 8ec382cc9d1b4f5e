import type { DataSource } from 'typeorm';
import type { LedgerFinding } from '../review/types.js';

/**
 * What earlier rounds of a pull request told, oldest first, and the number of the round that comes now. A dismissal
 * that has run out counts as open again.
 */
export async function readEarlier(
  source: DataSource,
  pullRequestId: string,
): Promise<{ findings: LedgerFinding[]; round: number }> {
  const findings: LedgerFinding[] = await source.query(
    `SELECT id, handle, fingerprint, rule, severity, category, title, body, path, side, line, start_line AS "startLine",
            quote, evidence->>'text' AS evidence, anchored,
            CASE WHEN state = 'dismissed' AND dismissed_until < now() THEN 'open' ELSE state END AS state,
            fixed_in AS "fixedIn", github_comment_id::float8 AS "commentId", github_comment_node_id AS "commentNodeId"
       FROM findings WHERE pull_request_id = $1 ORDER BY handle`,
    [pullRequestId],
  );
  const rounds: { round: number }[] = await source.query(
    `SELECT COALESCE(max(round), 0) + 1 AS round FROM reviews
      WHERE pull_request_id = $1 AND outcome IN ('reviewed', 'partial')`,
    [pullRequestId],
  );
  return { findings, round: rounds[0]?.round ?? 1 };
}
