import { concludeCheckRun } from '../../github/publish/check-run.js';
import { GitHubTerminalError } from '../../github/client/github-error.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import { readPull } from '../../github/read/read-pull.js';
import { deleteOwnPendingReview } from '../../github/read/own-reviews.js';
import type { PublishPorts } from '../../github/publish/publish-ports.js';
import { upsertSummary } from '../../github/publish/upsert-summary.js';
import type { Outcome } from '../../review/types.js';
import { endWaiting, foldLastReview } from '../../review/render/fold-last-review.js';
import { renderOutcome } from '../../review/render/render-outcome.js';
import type { WorkflowPorts } from '../ports.js';
import { octokitOf, partialOctokitOf, targetOf, withPullLease } from './pull-writer.js';
import type { RunRecord } from '../runs/run-record.js';

/**
 * Shows on the pull request how a run ended without a review: our pending review is taken away, the check run is
 * concluded, a failure is said in the summary comment, above the last review, and the notice of a wait leaves it. Where
 * the installation lacks a permission, what the others allow (fault L3). Idempotent. Throws what GitHub and the ports
 * throw.
 */
export async function postOutcome(ports: WorkflowPorts, run: RunRecord, outcome: Outcome): Promise<void> {
  await withPullLease(ports, run, async (publish) => {
    try {
      const octokit = await octokitOf(ports, run);
      for (const { show } of parts(run, outcome, publish)) await show(octokit);
    } catch (error) {
      if (!isForbidden(error)) throw error;
      const shown = await showInParts(ports, run, parts(run, outcome, publish));
      if (shown === 0) throw error;
    }
  });
}

interface Part {
  /** Any of these is enough. */
  permissions: Parameters<typeof partialOctokitOf>[2][];
  show(octokit: Octokit): Promise<unknown>;
}

function parts(run: RunRecord, outcome: Outcome, publish: PublishPorts): Part[] {
  const target = targetOf(run);
  const headOf = async (octokit: Octokit) => run.headSha || (await readPull(octokit, target)).headSha;
  const { assertLease, refused, repositoryUrl } = publish;
  return [
    {
      permissions: ['pull_requests'],
      show: (octokit) => deleteOwnPendingReview(octokit, target, publish.self, assertLease),
    },
    {
      permissions: ['issues', 'pull_requests'],
      show: async (octokit) => {
        const headSha = await headOf(octokit);
        await upsertSummary(octokit, publish, target, (earlier) => summaryAfter(outcome, headSha, earlier));
      },
    },
    {
      permissions: ['checks'],
      show: async (octokit) => {
        const headSha = await headOf(octokit);
        const key = { headSha, runKey: run.executionId, repositoryUrl, assertLease, refused };
        await concludeCheckRun(octokit, target, key, renderOutcome(outcome, headSha).check);
      },
    },
  ];
}

/**
 * A failure is said above the last review; whatever else ends a run ends what was said of its waiting. Null: no change.
 */
function summaryAfter(outcome: Outcome, headSha: string, earlier: string | null): string | null {
  const { summary } = renderOutcome(outcome, headSha);
  if (summary !== null) return foldLastReview(summary, earlier);
  return earlier === null || outcome.kind === 'reviewed' ? null : endWaiting(earlier, headSha, outcome.reason);
}

/** Each part with a token of its own. Returns how many were shown. */
async function showInParts(ports: WorkflowPorts, run: RunRecord, all: Part[]): Promise<number> {
  let shown = 0;
  for (const { permissions, show } of all) {
    for (const permission of permissions) {
      try {
        await show(await partialOctokitOf(ports, run, permission));
        shown += 1;
        break;
      } catch (error) {
        if (!isForbidden(error)) throw error;
      }
    }
  }
  return shown;
}

function isForbidden(error: unknown): boolean {
  return error instanceof GitHubTerminalError && error.reason === 'forbidden';
}
