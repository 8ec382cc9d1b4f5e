import { fullName, nodeId, type SandboxState } from '../state.js';
import type { Issue, Repository, Review, ReviewComment } from '../types.js';
import { renderRollup } from './issue.js';
import { repositoryUrl } from './repository.js';
import { association, renderUser } from './user.js';

type Json = Record<string, unknown>;

/** A review of a pull request. */
export function renderReview(state: SandboxState, repository: Repository, issue: Issue, review: Review): Json {
  const html = `${state.url}/${fullName(repository)}/pull/${issue.number}#pullrequestreview-${review.id}`;
  const pull = `${repositoryUrl(state, repository)}/pulls/${issue.number}`;
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: renderUser(state, review.user),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pull,
    author_association: association(repository, review.user),
    _links: { html: { href: html }, pull_request: { href: pull } },
    ...(review.submittedAt !== null && { submitted_at: review.submittedAt }),
    commit_id: review.commitId,
  };
}

/**
 * A comment on a line of the diff; `line` and `position` are null once the line has gone.
 */
export function renderReviewComment(
  state: SandboxState,
  repository: Repository,
  issue: Issue,
  comment: ReviewComment,
): Json {
  const { original, current } = comment;
  const api = repositoryUrl(state, repository);
  const url = `${api}/pulls/comments/${comment.id}`;
  const pull = `${api}/pulls/${issue.number}`;
  const html = `${state.url}/${fullName(repository)}/pull/${issue.number}#discussion_r${comment.id}`;
  return {
    url,
    pull_request_review_id: comment.reviewId,
    id: comment.id,
    node_id: nodeId('PRRC', comment.id),
    diff_hunk: original.diffHunk,
    path: original.path,
    commit_id: comment.commitId,
    original_commit_id: comment.originalCommitId,
    user: renderUser(state, comment.user),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    html_url: html,
    pull_request_url: pull,
    author_association: association(repository, comment.user),
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: pull } },
    reactions: renderRollup(`${url}/reactions`, comment.reactions),
    start_line: current?.startLine ?? null,
    original_start_line: original.startLine,
    start_side: original.startSide,
    line: current?.line ?? null,
    original_line: original.line,
    side: original.side,
    original_position: original.position,
    position: current?.position ?? null,
    subject_type: 'line',
    ...(comment.inReplyTo !== null && { in_reply_to_id: comment.inReplyTo }),
  };
}
