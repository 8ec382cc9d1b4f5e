import { createHash } from 'node:crypto';
import type { InlineComment, RenderedReview } from '../../review/types.js';
import { codeSpan } from '../../markdown/code-text.js';
import type { PostedPart } from '../../markdown/own-link.js';
import { concludeCheckRun } from './check-run.js';
import { clearRequests } from './clear-requests.js';
import { createPendingReview, type PendingReview } from './create-pending-review.js';
import { GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { linkFindings } from './link-findings.js';
import { markResolved } from './mark-resolved.js';
import { signMarker, verifyMarker } from './marker.js';
import {
  deleteOwnPendingReview,
  listOwnReviews,
  listReviewComments,
  type OwnReview,
  type OwnReviewComment,
} from '../read/own-reviews.js';
import { postedBody } from './posted-body.js';
import type { OnceWrite, PostedIds, PublishPorts } from './publish-ports.js';
import { PullNotWantedError } from '../read/pull-not-wanted-error.js';
import { readBeforeSubmission, type ConversationComment } from '../read/read-before-submission.js';
import type { Pull } from '../read/read-pull.js';
import { submitReview } from './submit-review.js';
import type { PullTarget } from '../client/target.js';
import { upsertSummary } from './upsert-summary.js';

export type Published =
  /** The head is another one now; nothing of this review is left on the pull request. */
  | { superseded: string }
  | {
      superseded: null;
      reviewId: number | null;
      comments: NonNullable<PostedIds['comments']>;
      /** Findings whose comment GitHub would not place; their text stands in the review or the summary. */
      demoted: string[];
      summaryCommentId: number | null;
      checkRunId: number;
      /** What could not be done but does not spoil the review. */
      failures: string[];
    };

/**
 * Posts a review so that a crash, a lost answer or a second worker never leads to a second one: pending review
 * with our marker, head read again, submitted by id; then summary, resolved comments, check run. Safe to call again
 * with the same input. Throws PullNotWantedError if the pull request was closed, locked, archived or so meanwhile, and
 * what the ports and GitHub throw; a run that was limited starts again from the top. `checkRunId`: of the check run that
 * shows it under way, where it is known.
 */
export async function publishReview(
  octokit: Octokit,
  ports: PublishPorts,
  rendered: RenderedReview,
  target: PullTarget,
  checkRunId: number | null = null,
): Promise<Published> {
  const posted = await postReview(octokit, ports, rendered, target);
  if (posted.superseded !== null) return posted;
  const linked = withLinks(rendered, posted.comments, { repositoryUrl: ports.repositoryUrl, number: target.number });
  const summaryCommentId = await postSummary(octokit, ports, linked.summary, target, posted);
  const failures: string[] = [];
  for (const resolved of rendered.resolved) {
    const failure = await markResolved(octokit, ports, target, resolved);
    if (failure) failures.push(failure);
  }
  if (ports.requestChanges && isCleared(rendered)) failures.push(...(await clearRequests(octokit, ports, target)));
  const key = {
    headSha: rendered.headSha,
    runKey: ports.runKey,
    repositoryUrl: ports.repositoryUrl,
    id: checkRunId,
    assertLease: () => ports.assertLease(),
    refused: (live: readonly string[]) => ports.refused(live),
    ...(ports.beginWrite && { beginWrite: (write: OnceWrite) => ports.beginWrite?.(write) ?? Promise.resolve(false) }),
  };
  const { reviewId, comments, demoted } = posted;
  const details = detailsOf(reviewId, summaryCommentId);
  const concluded = await concludeCheckRun(octokit, target, key, linked.check, details);
  await ports.recordIds({ checkRunId: concluded });
  const ids = demoted.map(({ findingId }) => findingId);
  return { superseded: null, reviewId, comments, demoted: ids, summaryCommentId, checkRunId: concluded, failures };
}

/** The rendered texts whose table leads to the comments, now that these have ids. */
function withLinks(
  { summary, check, comments }: RenderedReview,
  posted: NonNullable<PostedIds['comments']>,
  place: Parameters<typeof linkFindings>[2],
): Pick<RenderedReview, 'summary' | 'check'> {
  const handles = new Map(comments.map(({ findingId, handle }) => [findingId, handle]));
  const placed = posted.flatMap(({ findingId, commentId }) => {
    const handle = handles.get(findingId);
    return handle === undefined ? [] : [{ handle, commentId }];
  });
  const link = (text: string) => linkFindings(text, placed, place);
  return { summary: summary === null ? null : link(summary), check: { ...check, summary: link(check.summary) } };
}

/** Where the check run leads: the review if there is one, else the summary comment. */
function detailsOf(reviewId: number | null, summaryCommentId: number | null): PostedPart | null {
  if (reviewId !== null) return { kind: 'review', id: reviewId };
  return summaryCommentId === null ? null : { kind: 'summary', id: summaryCommentId };
}

/** A review that was read tells that nothing must be fixed (any more). */
function isCleared({ outcome, round, verdict }: RenderedReview): boolean {
  return round > 1 && (outcome.kind === 'reviewed' || outcome.kind === 'partial') && verdict !== 'REQUEST_CHANGES';
}

type Posted =
  | { superseded: string }
  | {
      superseded: null;
      reviewId: number | null;
      comments: NonNullable<PostedIds['comments']>;
      demoted: InlineComment[];
      /** As it was read before the submission; null: it was not. */
      conversation: ConversationComment[] | null;
    };

async function postReview(
  octokit: Octokit,
  ports: PublishPorts,
  rendered: RenderedReview,
  target: PullTarget,
): Promise<Posted> {
  const markerId = reviewMarkerId(rendered.headSha, ports.trigger);
  const own = await listOwnReviews(octokit, target, ports.self);
  const earlier = submittedAmong(own, ports, target, markerId);
  if (earlier !== null) return recordReview(octokit, ports, rendered, target, { reviewId: earlier });
  const { id, demoted } = await preparePending(octokit, ports, rendered, target, { markerId, own }).catch(asNotWanted);
  const { pull, comments, conversation } = await readBeforeSubmission(octokit, target, id);
  const takeBack = async () => {
    if (id !== null) await deleteOwnPendingReview(octokit, target, ports.self, ports.assertLease);
  };
  if (pull.headSha !== rendered.headSha) {
    await takeBack();
    return { superseded: pull.headSha };
  }
  // A skipped review says only with its check run why, whatever the pull request is by now.
  const refusal = rendered.summary === null ? null : (refusalOf(pull) ?? ports.refusal?.(pull) ?? null);
  if (refusal !== null) {
    await takeBack();
    throw new PullNotWantedError(refusal);
  }
  if (id === null) return { superseded: null, reviewId: null, comments: [], demoted, conversation };
  // A request stands until it is dismissed; whoever dismissed it has heard the reasons that were told by then (fault E17).
  const requests = ports.requestChanges && rendered.verdict === 'REQUEST_CHANGES' && rendered.newMustFix;
  const event = requests ? 'REQUEST_CHANGES' : 'COMMENT';
  const marker = signMarker('review', markerId, target, ports.markerKeys[0]);
  const body = postedBody(withDemoted(rendered.reviewBody, demoted), marker, ports);
  await submitReview(octokit, ports, target, { id, event, body });
  return recordReview(octokit, ports, rendered, target, { reviewId: id, comments, conversation });
}

/** Nobody can answer there, or nothing can be written at all. */
function refusalOf({ locked, archived }: Pick<Pull, 'locked' | 'archived'>): string | null {
  if (archived) return 'the repository is archived';
  return locked ? 'the conversation is locked' : null;
}

/** GitHub refuses the first write already. */
function asNotWanted(error: unknown): never {
  const reason = error instanceof GitHubTerminalError ? error.reason : null;
  const refusal = refusalOf({ locked: reason === 'locked', archived: reason === 'archived' });
  throw refusal === null ? error : new PullNotWantedError(refusal, { cause: error });
}

/** One submitted review for each head and trigger, whatever execution posts it. */
function reviewMarkerId(headSha: string, trigger: string): string {
  return createHash('sha256').update(`${headSha}\n${trigger}`).digest('hex').slice(0, 32);
}

function submittedAmong(own: readonly OwnReview[], ports: PublishPorts, target: PullTarget, markerId: string) {
  const found = own.find(
    ({ state, body }) => state !== 'PENDING' && verifyMarker(body, 'review', target, ports.markerKeys) === markerId,
  );
  return found?.id ?? null;
}

/** What an earlier try left pending is used if it is whole (a limit came between), else it makes way. */
async function preparePending(
  octokit: Octokit,
  ports: PublishPorts,
  rendered: RenderedReview,
  target: PullTarget,
  { markerId, own }: { markerId: string; own: readonly OwnReview[] },
): Promise<PendingReview | { id: null; demoted: InlineComment[] }> {
  const { comments, reviewBody, headSha } = rendered;
  const left = own.find(({ state }) => state === 'PENDING');
  if (left && comments.length > 0 && verifyMarker(left.body, 'review', target, ports.markerKeys) === markerId) {
    const there = await listReviewComments(octokit, target, left.id);
    const placed = new Set(placedComments(there, ports, target).map(({ findingId }) => findingId));
    if (placed.size === comments.length && comments.every(({ findingId }) => placed.has(findingId)))
      return { id: left.id, demoted: [] };
  }
  if (left) await deleteOwnPendingReview(octokit, target, ports.self, ports.assertLease);
  if (comments.length === 0) return { id: null, demoted: [] };
  return createPendingReview(octokit, ports, target, { commitId: headSha, markerId, body: reviewBody, comments });
}

/** Which comment became which, by the markers; what has none was demoted. */
async function recordReview(
  octokit: Octokit,
  ports: PublishPorts,
  rendered: RenderedReview,
  target: PullTarget,
  {
    reviewId,
    comments: told = null,
    conversation = null,
  }: { reviewId: number; comments?: OwnReviewComment[] | null; conversation?: ConversationComment[] | null },
): Promise<Posted> {
  const comments = placedComments(told ?? (await listReviewComments(octokit, target, reviewId)), ports, target);
  await ports.recordIds({ reviewId, comments });
  const placed = new Set(comments.map(({ findingId }) => findingId));
  const demoted = rendered.comments.filter(({ findingId }) => !placed.has(findingId));
  return { superseded: null, reviewId, comments, demoted, conversation };
}

function placedComments(comments: readonly OwnReviewComment[], ports: PublishPorts, target: PullTarget) {
  return comments.flatMap(({ id, node_id, body }) => {
    const findingId = verifyMarker(body, 'finding', target, ports.markerKeys);
    return findingId === null ? [] : [{ findingId, commentId: id, commentNodeId: node_id ?? null }];
  });
}

/** Demoted comments stand in the review if there is one, else here. */
async function postSummary(
  octokit: Octokit,
  ports: PublishPorts,
  summary: string | null,
  target: PullTarget,
  {
    reviewId,
    demoted,
    conversation,
  }: Pick<Extract<Posted, { superseded: null }>, 'reviewId' | 'demoted' | 'conversation'>,
): Promise<number | null> {
  if (summary === null) return null;
  const text = reviewId === null ? withDemoted(summary, demoted) : summary;
  const summaryCommentId = await upsertSummary(octokit, ports, target, text, conversation);
  if (summaryCommentId !== null) await ports.recordIds({ summaryCommentId });
  return summaryCommentId;
}

function withDemoted(text: string, demoted: InlineComment[]): string {
  if (demoted.length === 0) return text;
  const parts = demoted.map(({ path, line, body }) => `**${codeSpan(`${path}:${line}`)}**\n\n${body}`);
  return `${text}\n\n#### Not on a line of the diff\n\n${parts.join('\n\n')}`;
}
