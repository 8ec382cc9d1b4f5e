import type { RenderedReview } from '../../review/types.js';
import type { Octokit } from '../client/installation-octokit.js';
import type { PullTarget } from '../client/target.js';
import {
  checkName,
  findCheckRuns,
  findOrCreateCheckRun,
  REVIEW_CHECK,
  UPDATE_CHECK_RUN,
  type CheckRunIdentity,
  type OwnCheckRun,
} from './own-check-run.js';
import { postedLine, postedSummary, type Posted } from './posted-body.js';
import type { PublishPorts } from './publish-ports.js';
import { repeatWrite } from './repeat-write.js';
import { sendText } from './send-text.js';

export interface NamedCheck {
  /** As people see it; never that of the review. */
  name: string;
  conclusion: RenderedReview['check']['conclusion'];
  /** Plain text. */
  title: string;
  /** Markdown. */
  summary: string;
}

export interface NamedCheckKey extends Pick<PublishPorts, 'repositoryUrl' | 'refused' | 'assertLease'> {
  headSha: string;
  /** What the check is for, such as workflow and step: one check run for each name, head and key. */
  key: string;
  /** Where the check run leads; null: to its own page. */
  detailsUrl: string | null;
}

/**
 * Shows a result as a check run of a name of its own on a commit: created where there is none of this key, changed where
 * it shows something else, also a second one that a frozen worker has made. Returns the id. Throws what GitHub and the
 * lease throw.
 */
export async function setNamedCheck(
  octokit: Octokit,
  target: Pick<PullTarget, 'owner' | 'repo'>,
  { headSha, key, detailsUrl, ...ports }: NamedCheckKey,
  check: NamedCheck,
): Promise<number> {
  const name = checkName(check).trim();
  if (name.toLowerCase() === REVIEW_CHECK.toLowerCase())
    throw new Error(`${REVIEW_CHECK} is the check of the review: give the check another name`);
  const assertLease = () => ports.assertLease();
  // Asking again for one whose id begins with `run:` asks for a review.
  const identity: CheckRunIdentity = { name, headSha, externalId: `check:${key}` };
  const output = { title: postedLine(check.title, 200), summary: postedSummary(check.summary, ports) };
  const fields = {
    status: 'completed',
    conclusion: check.conclusion,
    ...(detailsUrl === null ? {} : { details_url: detailsUrl }),
  } as const;
  const { id } = await findOrCreateCheckRun(octokit, target, identity, assertLease, { fields, output });
  const { owner, repo } = target;
  for (const each of await findCheckRuns(octokit, target, identity)) {
    if (shows(each, check, output)) continue;
    const update = { owner, repo, check_run_id: each.id, ...fields };
    await repeatWrite(assertLease, () => sendText(octokit, UPDATE_CHECK_RUN, update, { output }));
  }
  return id;
}

function shows(
  { status, conclusion, output: shown }: OwnCheckRun,
  check: NamedCheck,
  output: { title: Posted; summary: Posted },
): boolean {
  if (status !== 'completed' || conclusion !== check.conclusion) return false;
  return shown?.title === output.title && shown.summary === output.summary;
}
