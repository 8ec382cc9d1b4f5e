import { apiUrl, fullName, nodeId, type SandboxState } from '../state.js';
import type { Issue, IssueComment, Label, Reaction, Repository } from '../types.js';
import { renderUser } from './render-user.js';

/** An issue, or the issue side of a pull request. */
export function renderIssue(state: SandboxState, repository: Repository, issue: Issue) {
  const api = `${apiUrl(state)}/repos/${fullName(repository)}`;
  const page = `${state.url}/${fullName(repository)}`;
  const comments = [...repository.comments.values()].filter(({ issueNumber }) => issueNumber === issue.number);
  return {
    id: issue.id,
    node_id: nodeId('I', issue.id),
    url: `${api}/issues/${issue.number}`,
    repository_url: api,
    labels_url: `${api}/issues/${issue.number}/labels{/name}`,
    comments_url: `${api}/issues/${issue.number}/comments`,
    events_url: `${api}/issues/${issue.number}/events`,
    html_url: `${page}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`,
    number: issue.number,
    state: issue.state,
    title: issue.title,
    body: issue.body,
    user: renderUser(state, issue.user),
    labels: issue.labels.map((label) => renderLabel(state, repository, label)),
    assignee: issue.assignees[0] === undefined ? null : renderUser(state, issue.assignees[0]),
    assignees: issue.assignees.map((user) => renderUser(state, user)),
    milestone: null,
    locked: issue.locked,
    active_lock_reason: null,
    comments: comments.length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: 'CONTRIBUTOR',
    ...(issue.pull && {
      pull_request: {
        url: `${api}/pulls/${issue.number}`,
        html_url: `${page}/pull/${issue.number}`,
        diff_url: `${page}/pull/${issue.number}.diff`,
        patch_url: `${page}/pull/${issue.number}.patch`,
        merged_at: issue.pull.mergedAt,
      },
    }),
  };
}

/** A label of the repository. */
export function renderLabel(state: SandboxState, repository: Repository, { id, name, color, description }: Label) {
  return {
    id,
    node_id: nodeId('LA', id),
    url: `${apiUrl(state)}/repos/${fullName(repository)}/labels/${encodeURIComponent(name)}`,
    name,
    color,
    description,
    default: false,
  };
}

/** A comment in the conversation of an issue or pull request. */
export function renderIssueComment(state: SandboxState, repository: Repository, comment: IssueComment) {
  const api = `${apiUrl(state)}/repos/${fullName(repository)}/issues`;
  return {
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    url: `${api}/comments/${comment.id}`,
    html_url: `${state.url}/${fullName(repository)}/issues/${comment.issueNumber}#issuecomment-${comment.id}`,
    issue_url: `${api}/${comment.issueNumber}`,
    user: renderUser(state, comment.user),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: 'NONE',
    performed_via_github_app: null,
  };
}

/** One reaction. */
export function renderReaction(state: SandboxState, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeId('REA', reaction.id),
    user: renderUser(state, reaction.user),
    content: reaction.content,
    created_at: reaction.createdAt,
  };
}

/** How often each reaction was given. */
export function renderReactionCounts(url: string, reactions: readonly Reaction[]) {
  const names = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'] as const;
  const counts = names.map((name) => [name, reactions.filter(({ content }) => content === name).length]);
  return { url, total_count: reactions.length, ...Object.fromEntries(counts) };
}
