import type { RenderedReview } from '../../review/types.js';
import type { Octokit } from '../client/installation-octokit.js';
import type { PullTarget } from '../client/target.js';
import { readCheckRun } from './check-run.js';
import { UPDATE_CHECK_RUN } from './own-check-run.js';
import { postedLine, postedSummary } from './posted-body.js';
import type { PublishPorts } from './publish-ports.js';
import { repeatWrite } from './repeat-write.js';
import { sendText } from './send-text.js';

/**
 * Gives a check run of ours that is completed another conclusion, title and text; its annotations stay. False: it shows
 * them already, or is not completed. Throws what GitHub and the lease throw.
 */
export async function changeCheck(
  octokit: Octokit,
  target: Pick<PullTarget, 'owner' | 'repo'>,
  ports: Pick<PublishPorts, 'repositoryUrl' | 'refused' | 'assertLease'>,
  { id, conclusion, title, summary }: { id: number } & Omit<RenderedReview['check'], 'annotations'>,
): Promise<boolean> {
  const { status, conclusion: shown, output } = await readCheckRun(octokit, target, id);
  const texts = { output: { title: postedLine(title, 200), summary: postedSummary(summary, ports) } };
  if (status !== 'completed') return false;
  if (shown === conclusion && output?.title === texts.output.title && output.summary === texts.output.summary)
    return false;
  const { owner, repo } = target;
  const fields = { owner, repo, check_run_id: id, status: 'completed', conclusion };
  await repeatWrite(
    () => ports.assertLease(),
    () => sendText(octokit, UPDATE_CHECK_RUN, fields, texts),
  );
  return true;
}
