import { AUTO_PAUSE, AUTO_PAUSE_NOTICE, pausedReason } from '../../conversation/auto-pause.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import { upsertReply } from '../../github/publish/upsert-reply.js';
import { countAutomaticReviews, pausePull, readPausing } from '../../ledger/pause-pull.js';
import type { WorkflowPorts } from '../ports.js';
import { targetOf, withPullLease } from './pull-writer.js';
import type { RunRecord } from '../runs/run-record.js';

/**
 * Why an automatic review must not start now, or null. A pull request that had too many of them in too short a time is
 * paused here, and told so once (cost attack, threat S9).
 */
export async function whyPaused(ports: WorkflowPorts, run: RunRecord, octokit: Octokit): Promise<string | null> {
  const { source } = ports;
  const { paused, pausedBy } = await readPausing(source, run.pullRequestId);
  if (paused) return pausedReason(pausedBy);
  if ((await countAutomaticReviews(source, run.pullRequestId, AUTO_PAUSE.minutes)) < AUTO_PAUSE.reviews) return null;
  await withPullLease(ports, run, (publish) =>
    upsertReply(octokit, publish, targetOf(run), {
      key: `paused-${run.id}`,
      text: AUTO_PAUSE_NOTICE,
      thread: null,
      since: run.queuedAt,
    }),
  );
  await pausePull(source, run.pullRequestId, null);
  return pausedReason(null);
}
