import { upsertSummary } from '../../github/publish/upsert-summary.js';
import { foldLastReview } from '../../review/render/fold-last-review.js';
import { renderOutcome } from '../../review/render/render-outcome.js';
import type { WorkflowPorts } from '../ports.js';
import { octokitOf, targetOf, withPullLease } from './pull-writer.js';
import type { RunRecord } from '../runs/run-record.js';

/**
 * Says in the summary comment that a review is late, why, and when it is tried next, above the last review. No outcome:
 * the check run stays under way, and the run's real end replaces the text. Idempotent. Throws what GitHub and the ports
 * throw.
 */
export async function postWaiting(
  ports: WorkflowPorts,
  run: RunRecord,
  { reason, nextTry }: { reason: string; nextTry: Date },
): Promise<void> {
  const time = `${nextTry.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const { summary } = renderOutcome({ kind: 'failed', reason, nextTry: time }, run.headSha);
  if (summary === null) return;
  const octokit = await octokitOf(ports, run);
  await withPullLease(ports, run, (publish) =>
    upsertSummary(octokit, publish, targetOf(run), (earlier) => foldLastReview(summary, earlier)),
  );
}
