import { concludeCheckRun } from '../github/check-run.js';
import { readPull } from '../github/read-pull.js';
import { deleteOwnPendingReview } from '../github/own-reviews.js';
import { upsertSummary } from '../github/upsert-summary.js';
import type { Outcome } from '../review/types.js';
import { foldLastReview } from '../review/fold-last-review.js';
import { renderOutcome } from '../review/render-outcome.js';
import type { WorkflowPorts } from './ports.js';
import { octokitOf, targetOf, withPullLease } from './pull-writer.js';
import type { RunRecord } from './run-record.js';

/**
 * Shows on the pull request how a run ended without a review: our pending review is taken away, the check run is
 * concluded, a failure is said in the summary comment, above the last review. Idempotent. Throws what GitHub and the ports throw.
 */
export async function postOutcome(ports: WorkflowPorts, run: RunRecord, outcome: Outcome): Promise<void> {
  const octokit = await octokitOf(ports, run);
  const target = targetOf(run);
  await withPullLease(ports, run, async (publish) => {
    await deleteOwnPendingReview(octokit, target, publish.self, publish.assertLease);
    const headSha = run.headSha || (await readPull(octokit, target)).headSha;
    const { summary, check } = renderOutcome(outcome, headSha);
    if (summary !== null) await upsertSummary(octokit, publish, target, (earlier) => foldLastReview(summary, earlier));
    const key = { headSha, runKey: run.executionId, assertLease: publish.assertLease };
    await concludeCheckRun(octokit, target, key, check);
  });
}
