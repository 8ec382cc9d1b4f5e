import { apiUrl, fullName, nodeId, type SandboxState } from '../state.js';
import type { Issue, Repository, Review, ReviewComment } from '../types.js';
import { renderReactionCounts } from './render-issue.js';
import { renderUser } from './render-user.js';

/** A review; a pending one has no date. */
export function renderReview(state: SandboxState, repository: Repository, issue: Issue, review: Review) {
  const html = `${state.url}/${fullName(repository)}/pull/${issue.number}#pullrequestreview-${review.id}`;
  const pull = `${apiUrl(state)}/repos/${fullName(repository)}/pulls/${issue.number}`;
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: renderUser(state, review.user),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pull,
    author_association: 'NONE',
    _links: { html: { href: html }, pull_request: { href: pull } },
    ...(review.submittedAt !== null && { submitted_at: review.submittedAt }),
    commit_id: review.commitId,
  };
}

/** A comment on lines; outdated ones have no present line. */
export function renderReviewComment(state: SandboxState, repository: Repository, issue: Issue, comment: ReviewComment) {
  const api = `${apiUrl(state)}/repos/${fullName(repository)}/pulls`;
  const html = `${state.url}/${fullName(repository)}/pull/${issue.number}#discussion_r${comment.id}`;
  const { original, current } = comment;
  return {
    id: comment.id,
    node_id: nodeId('PRRC', comment.id),
    url: `${api}/comments/${comment.id}`,
    pull_request_review_id: comment.reviewId,
    diff_hunk: original.diffHunk,
    path: original.path,
    position: current?.position ?? null,
    original_position: original.position,
    commit_id: comment.commitId,
    original_commit_id: comment.originalCommitId,
    user: renderUser(state, comment.user),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    html_url: html,
    pull_request_url: `${api}/${issue.number}`,
    author_association: 'NONE',
    reactions: renderReactionCounts(`${api}/comments/${comment.id}/reactions`, comment.reactions),
    _links: {
      self: { href: `${api}/comments/${comment.id}` },
      html: { href: html },
      pull_request: { href: `${api}/${issue.number}` },
    },
    ...(comment.inReplyTo !== null && { in_reply_to_id: comment.inReplyTo }),
    start_line: current?.startLine ?? null,
    original_start_line: original.startLine,
    start_side: original.startSide,
    line: current?.line ?? null,
    original_line: original.line,
    side: original.side,
    subject_type: 'line',
  };
}
