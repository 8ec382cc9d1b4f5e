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
 * Gives a check run of ours that is completed another conclusion and title; its text stays. False: it shows them
 * already, or is not completed. Throws what GitHub and the lease throw.
 */
export async function changeCheck(
  octokit: Octokit,
  target: Pick<PullTarget, 'owner' | 'repo'>,
  ports: Pick<PublishPorts, 'repositoryUrl' | 'refused' | 'assertLease'>,
  { id, conclusion, ...words }: { id: number } & Pick<RenderedReview['check'], 'conclusion' | 'title'>,
): Promise<boolean> {
  const { status, conclusion: shown, output } = await readCheckRun(octokit, target, id);
  const title = postedLine(words.title, 200);
  if (status !== 'completed' || (shown === conclusion && output?.title === title)) return false;
  await rewriteCheck(octokit, target, ports, { id, conclusion, title: words.title, summary: output?.summary ?? '' });
  return true;
}

/**
 * Gives a check run of ours that is completed another conclusion, title and text, whatever it shows; its annotations
 * stay. Throws what GitHub and the lease throw.
 */
export async function rewriteCheck(
  octokit: Octokit,
  target: Pick<PullTarget, 'owner' | 'repo'>,
  ports: Pick<PublishPorts, 'repositoryUrl' | 'refused' | 'assertLease'>,
  { id, conclusion, title, summary }: { id: number } & Omit<RenderedReview['check'], 'annotations'>,
): Promise<void> {
  const texts = { output: { title: postedLine(title, 200), summary: postedSummary(summary, ports) } };
  const { owner, repo } = target;
  const fields = { owner, repo, check_run_id: id, status: 'completed', conclusion };
  await repeatWrite(
    () => ports.assertLease(),
    () => sendText(octokit, UPDATE_CHECK_RUN, fields, texts),
  );
}
