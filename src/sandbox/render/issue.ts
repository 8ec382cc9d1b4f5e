import { fullName, nodeId, type SandboxState } from '../state.js';
import type { Issue, IssueComment, Reaction, Repository } from '../types.js';
import { renderLabel } from './label.js';
import { repositoryUrl } from './repository.js';
import { association, renderUser } from './user.js';

type Json = Record<string, unknown>;

const CONTENTS = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'] as const;

/** An issue, or a pull request as the issues API shows it. */
export function renderIssue(state: SandboxState, repository: Repository, issue: Issue): Json {
  const api = repositoryUrl(state, repository);
  const url = `${api}/issues/${issue.number}`;
  const kind = issue.pull ? 'pull' : 'issues';
  const html = `${state.url}/${fullName(repository)}/${kind}/${issue.number}`;
  return {
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: html,
    id: issue.id,
    node_id: nodeId(issue.pull ? 'PR' : 'I', issue.id),
    number: issue.number,
    title: issue.title,
    user: renderUser(state, issue.user),
    labels: issue.labels.map((label) => renderLabel(state, repository, label)),
    state: issue.state,
    state_reason: issue.state === 'closed' ? 'completed' : null,
    locked: issue.locked,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: [...repository.comments.values()].filter((comment) => comment.issueNumber === issue.number).length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: association(repository, issue.user),
    active_lock_reason: null,
    body: issue.body,
    closed_by: null,
    reactions: renderRollup(`${url}/reactions`, issue.reactions),
    performed_via_github_app: null,
    ...(issue.pull && {
      draft: issue.pull.draft,
      pull_request: {
        url: `${api}/pulls/${issue.number}`,
        html_url: html,
        diff_url: `${html}.diff`,
        patch_url: `${html}.patch`,
        merged_at: issue.pull.mergedAt,
      },
    }),
  };
}

/** A comment in the conversation of an issue or pull request. */
export function renderIssueComment(state: SandboxState, repository: Repository, comment: IssueComment): Json {
  const api = repositoryUrl(state, repository);
  const url = `${api}/issues/comments/${comment.id}`;
  const kind = repository.issues.get(comment.issueNumber)?.pull ? 'pull' : 'issues';
  return {
    url,
    html_url: `${state.url}/${fullName(repository)}/${kind}/${comment.issueNumber}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${comment.issueNumber}`,
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    user: renderUser(state, comment.user),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(repository, comment.user),
    body: comment.body,
    reactions: renderRollup(`${url}/reactions`, comment.reactions),
    performed_via_github_app: null,
  };
}

/** One reaction. */
export function renderReaction(state: SandboxState, reaction: Reaction): Json {
  return {
    id: reaction.id,
    node_id: nodeId('REA', reaction.id),
    user: renderUser(state, reaction.user),
    content: reaction.content,
    created_at: reaction.createdAt,
  };
}

/** How often each reaction was given. */
export function renderRollup(url: string, reactions: readonly Reaction[]): Json {
  const counts = CONTENTS.map((content) => [content, reactions.filter((each) => each.content === content).length]);
  return { url, total_count: reactions.length, ...Object.fromEntries(counts) };
}
