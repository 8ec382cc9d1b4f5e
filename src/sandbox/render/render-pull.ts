import { pullFiles } from '../cached-diff.js';
import { fixedGitText } from '../fixed-git.js';
import type { DiffFile } from '../pull-diff.js';
import { apiUrl, fullName, nodeId, type SandboxState } from '../state.js';
import type { Issue, Pull, Repository } from '../types.js';
import { renderIssue } from './render-issue.js';
import { renderRepository } from './render-repository.js';
import { renderTeam, renderUser } from './render-user.js';

/** A pull request as lists show it. */
export function renderPull(state: SandboxState, repository: Repository, issue: Issue, pull: Pull) {
  const api = `${apiUrl(state)}/repos/${fullName(repository)}`;
  const { number } = issue;
  const about = renderIssue(state, repository, issue);
  const {
    pull_request: links,
    comments: _comments,
    repository_url: _repository,
    labels_url: _labels,
    events_url: _events,
    ...shared
  } = about;
  const self = `${api}/pulls/${number}`;
  return {
    ...shared,
    ...links,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    url: self,
    issue_url: about.url,
    commits_url: `${self}/commits`,
    review_comments_url: `${self}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: about.comments_url,
    statuses_url: `${api}/statuses/${pull.head.sha}`,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    requested_reviewers: pull.requestedReviewers.map((user) => renderUser(state, user)),
    requested_teams: pull.requestedTeams.map((team) => renderTeam(state, repository, team)),
    draft: pull.draft,
    auto_merge: null,
    head: renderHead(state, repository, pull),
    base: {
      label: `${repository.owner.login}:${pull.base.ref}`,
      ref: pull.base.ref,
      sha: pull.base.sha,
      user: renderUser(state, repository.owner),
      repo: renderRepository(state, repository),
    },
    _links: Object.fromEntries(
      Object.entries({
        self,
        html: links?.html_url ?? '',
        issue: about.url,
        comments: about.comments_url,
        review_comments: `${self}/comments`,
        review_comment: `${api}/pulls/comments{/number}`,
        commits: `${self}/commits`,
        statuses: `${api}/statuses/${pull.head.sha}`,
      }).map(([name, href]) => [name, { href }]),
    ),
  };
}

/** One pull request with what only its own page counts. */
export async function renderWholePull(state: SandboxState, repository: Repository, issue: Issue, pull: Pull) {
  const files = await pullFiles(state, repository, pull);
  const range = `${pull.base.sha}..${pull.head.sha}`;
  const commits = Number(await fixedGitText(repository.folder, ['rev-list', '--count', range]));
  const sum = (key: 'additions' | 'deletions') => files.reduce((total, file) => total + file[key], 0);
  return {
    ...renderPull(state, repository, issue, pull),
    merged: pull.mergedAt !== null,
    mergeable: true,
    rebaseable: true,
    mergeable_state: 'clean',
    merged_by: null,
    comments: [...repository.comments.values()].filter(({ issueNumber }) => issueNumber === issue.number).length,
    review_comments: pull.reviewComments.size,
    maintainer_can_modify: false,
    commits,
    additions: sum('additions'),
    deletions: sum('deletions'),
    changed_files: files.length,
  };
}

/** One row of the list of changed files. */
export function renderFile(state: SandboxState, repository: Repository, headSha: string, file: DiffFile) {
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  const page = `${state.url}/${fullName(repository)}`;
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${headSha}/${path}`,
    raw_url: `${page}/raw/${headSha}/${path}`,
    contents_url: `${apiUrl(state)}/repos/${fullName(repository)}/contents/${path}?ref=${headSha}`,
    ...(file.patch !== null && { patch: file.patch }),
    ...(file.oldPath !== null && { previous_filename: file.oldPath }),
  };
}

/** `repo` is null for a fork that was deleted. */
function renderHead(state: SandboxState, repository: Repository, { head }: Pull) {
  const owner = head.fork?.owner ?? repository.owner;
  const there = head.fork ? { ...repository, id: head.fork.id, owner } : repository;
  return {
    label: `${owner.login}:${head.ref}`,
    ref: head.ref,
    sha: head.sha,
    user: renderUser(state, owner),
    repo: head.fork?.deleted ? null : renderRepository(state, there),
  };
}
