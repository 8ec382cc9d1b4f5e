import { deliver } from './deliver.js';
import { renderIssue, renderIssueComment } from './render/render-issue.js';
import { addReply } from './reply.js';
import { renderPull } from './render/render-pull.js';
import { renderReview, renderReviewComment } from './render/render-review.js';
import { later, takeId, timestamp, userNamed, type SandboxState } from './state.js';
import type { IssueComment, Reaction, Repository, Review, ReviewComment, ReviewState } from './types.js';
import { envelope, pullNamed } from './envelope.js';

type Decision = Exclude<ReviewState, 'PENDING' | 'DISMISSED'>;

/** Somebody comments. */
export async function comment(state: SandboxState, repository: Repository, number: number, user: string, body: string) {
  const issue = repository.issues.get(number);
  if (!issue) throw new Error(`the sandbox has no #${number}`);
  const now = timestamp();
  const made: IssueComment = {
    kind: 'issue-comment',
    id: takeId(state),
    issueNumber: number,
    user: userNamed(state, user),
    body,
    createdAt: now,
    updatedAt: now,
    reactions: [],
    minimized: null,
  };
  repository.comments.set(made.id, made);
  await deliver(state, 'issue_comment', {
    action: 'created',
    issue: renderIssue(state, repository, issue),
    comment: renderIssueComment(state, repository, made),
    ...envelope(state, repository, user),
  });
  return made;
}

/** Somebody resolves the thread that a review comment begins, or opens it again. No delivery is wanted of it. */
export function resolveThread(state: SandboxState, repository: Repository, commentId: number, user: string | null) {
  reviewCommentNamed(repository, commentId).resolvedBy = user === null ? null : userNamed(state, user);
}

/** Somebody reviews a pull request, which answers what they were asked for. GitHub lets no author decide on their own. */
export async function submitReview(
  state: SandboxState,
  repository: Repository,
  number: number,
  { user, state: decision, body = '' }: { user: string; state: Decision; body?: string },
) {
  const { issue, pull } = pullNamed(repository, number);
  const person = userNamed(state, user);
  if (decision !== 'COMMENTED' && person.id === issue.user.id) throw new Error(`${user} wrote #${number}`);
  const review: Review = {
    kind: 'review',
    id: takeId(state),
    user: person,
    body,
    state: decision,
    commitId: pull.head.sha,
    submittedAt: timestamp(),
    minimized: null,
  };
  pull.reviews.set(review.id, review);
  pull.requestedReviewers = pull.requestedReviewers.filter(({ id }) => id !== person.id);
  await deliver(state, 'pull_request_review', {
    action: 'submitted',
    review: { ...renderReview(state, repository, issue, review), state: decision.toLowerCase() },
    pull_request: renderPull(state, repository, issue, pull),
    ...envelope(state, repository, user),
  });
  return review;
}

/** Somebody dismisses a review. GitHub refuses that for one that only comments. */
export async function dismissReview(
  state: SandboxState,
  repository: Repository,
  number: number,
  { reviewId, user }: { reviewId: number; user: string },
) {
  const { issue, pull } = pullNamed(repository, number);
  const review = pull.reviews.get(reviewId);
  if (review?.state !== 'CHANGES_REQUESTED' && review?.state !== 'APPROVED')
    throw new Error(`review ${reviewId} cannot be dismissed: it is ${review?.state ?? 'not there'}`);
  review.state = 'DISMISSED';
  return deliver(state, 'pull_request_review', {
    action: 'dismissed',
    review: { ...renderReview(state, repository, issue, review), state: 'dismissed' },
    pull_request: renderPull(state, repository, issue, pull),
    ...envelope(state, repository, user),
  });
}

/** Somebody deletes a comment on lines; answers to it stay. */
export async function deleteReviewComment(
  state: SandboxState,
  repository: Repository,
  number: number,
  { commentId, user }: { commentId: number; user: string },
) {
  const { issue, pull } = pullNamed(repository, number);
  const found = reviewCommentNamed(repository, commentId);
  pull.reviewComments.delete(commentId);
  return deliver(state, 'pull_request_review_comment', {
    action: 'deleted',
    comment: renderReviewComment(state, repository, issue, found),
    pull_request: renderPull(state, repository, issue, pull),
    ...envelope(state, repository, user),
  });
}

/** Somebody reacts to a review comment. GitHub sends nothing for that. */
export function react(
  state: SandboxState,
  repository: Repository,
  commentId: number,
  { user, content }: { user: string; content: '+1' | '-1' | 'heart' },
): Reaction {
  const reaction = { id: takeId(state), user: userNamed(state, user), content, createdAt: timestamp() };
  reviewCommentNamed(repository, commentId).reactions.push(reaction);
  return reaction;
}

/** Somebody edits or deletes a comment. */
export async function changeComment(
  state: SandboxState,
  repository: Repository,
  made: IssueComment,
  change: { body: string } | 'deleted',
) {
  const issue = repository.issues.get(made.issueNumber);
  if (!issue) throw new Error(`the sandbox has no #${made.issueNumber}`);
  if (change === 'deleted') repository.comments.delete(made.id);
  else Object.assign(made, { body: change.body, updatedAt: later(made.updatedAt) });
  return deliver(state, 'issue_comment', {
    action: change === 'deleted' ? 'deleted' : 'edited',
    issue: renderIssue(state, repository, issue),
    comment: renderIssueComment(state, repository, made),
    ...envelope(state, repository, made.user.login),
  });
}

/** Somebody answers in the thread of a review comment. */
export async function replyTo(
  state: SandboxState,
  repository: Repository,
  number: number,
  commentId: number,
  user: string,
  body: string,
) {
  const { issue, pull } = pullNamed(repository, number);
  const parent = pull.reviewComments.get(commentId);
  if (!parent) throw new Error(`the sandbox has no review comment ${commentId}`);
  const made = addReply(state, pull, parent, userNamed(state, user), body);
  await deliver(state, 'pull_request_review_comment', {
    action: 'created',
    comment: renderReviewComment(state, repository, issue, made),
    pull_request: renderPull(state, repository, issue, pull),
    ...envelope(state, repository, user),
  });
  return made;
}

function reviewCommentNamed(repository: Repository, id: number): ReviewComment {
  for (const { pull } of repository.issues.values()) {
    const found = pull?.reviewComments.get(id);
    if (found) return found;
  }
  throw new Error(`the sandbox has no review comment ${id}`);
}
