import { pullFiles } from '../cached-diff.js';
import { countCommits } from '../commits.js';
import { fullName, nodeId, type SandboxState } from '../state.js';
import type { Issue, Pull, Repository } from '../types.js';
import { renderLabel } from './label.js';
import { renderHeadRepository, renderRepository, repositoryUrl } from './repository.js';
import { association, renderUser } from './user.js';

type Json = Record<string, unknown>;

/** A pull request as lists show it. */
export function renderSimplePull(state: SandboxState, repository: Repository, issue: Issue, pull: Pull): Json {
  const api = repositoryUrl(state, repository);
  const url = `${api}/pulls/${issue.number}`;
  const issueUrl = `${api}/issues/${issue.number}`;
  const html = `${state.url}/${fullName(repository)}/pull/${issue.number}`;
  const addresses = {
    html_url: html,
    issue_url: issueUrl,
    comments_url: `${issueUrl}/comments`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    commits_url: `${url}/commits`,
    statuses_url: `${api}/statuses/${pull.head.sha}`,
  };
  const headOwner = pull.head.fork?.owner ?? repository.owner;
  return {
    url,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    ...addresses,
    number: issue.number,
    state: issue.state,
    locked: issue.locked,
    title: issue.title,
    user: renderUser(state, issue.user),
    body: issue.body,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: issue.labels.map((label) => renderLabel(state, repository, label)),
    milestone: null,
    draft: pull.draft,
    head: {
      label: `${headOwner.login}:${pull.head.ref}`,
      ref: pull.head.ref,
      sha: pull.head.sha,
      user: renderUser(state, headOwner),
      repo: renderHeadRepository(state, repository, pull.head.fork),
    },
    base: {
      label: `${repository.owner.login}:${pull.base.ref}`,
      ref: pull.base.ref,
      sha: pull.base.sha,
      user: renderUser(state, repository.owner),
      repo: renderRepository(state, repository),
    },
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: issueUrl },
      comments: { href: addresses.comments_url },
      review_comments: { href: addresses.review_comments_url },
      review_comment: { href: addresses.review_comment_url },
      commits: { href: addresses.commits_url },
      statuses: { href: addresses.statuses_url },
    },
    author_association: association(repository, issue.user),
    auto_merge: null,
    active_lock_reason: null,
  };
}

/** A pull request as `GET …/pulls/{n}` and deliveries show it. Throws GitError. */
export async function renderPull(state: SandboxState, repository: Repository, issue: Issue, pull: Pull): Promise<Json> {
  const [files, commits] = await Promise.all([
    pullFiles(state, repository, pull),
    countCommits(repository.folder, pull.base.sha, pull.head.sha),
  ]);
  return {
    ...renderSimplePull(state, repository, issue, pull),
    merged: pull.mergedAt !== null,
    mergeable: null,
    rebaseable: null,
    mergeable_state: 'unknown',
    merged_by: pull.mergedAt === null ? null : renderUser(state, repository.owner),
    comments: [...repository.comments.values()].filter((comment) => comment.issueNumber === issue.number).length,
    review_comments: pull.reviewComments.size,
    maintainer_can_modify: pull.head.fork !== null,
    commits,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}
