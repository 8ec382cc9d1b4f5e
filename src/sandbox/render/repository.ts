import { apiUrl, fullName, nodeId, type SandboxState } from '../state.js';
import type { Fork, Repository } from '../types.js';
import { renderUser } from './user.js';

/** Addresses below the repository's own, by GitHub's field name. */
const PATHS = {
  forks_url: 'forks',
  keys_url: 'keys{/key_id}',
  collaborators_url: 'collaborators{/collaborator}',
  teams_url: 'teams',
  hooks_url: 'hooks',
  issue_events_url: 'issues/events{/number}',
  events_url: 'events',
  assignees_url: 'assignees{/user}',
  branches_url: 'branches{/branch}',
  tags_url: 'tags',
  blobs_url: 'git/blobs{/sha}',
  git_tags_url: 'git/tags{/sha}',
  git_refs_url: 'git/refs{/sha}',
  trees_url: 'git/trees{/sha}',
  statuses_url: 'statuses/{sha}',
  languages_url: 'languages',
  stargazers_url: 'stargazers',
  contributors_url: 'contributors',
  subscribers_url: 'subscribers',
  subscription_url: 'subscription',
  commits_url: 'commits{/sha}',
  git_commits_url: 'git/commits{/sha}',
  comments_url: 'comments{/number}',
  issue_comment_url: 'issues/comments{/number}',
  contents_url: 'contents/{+path}',
  compare_url: 'compare/{base}...{head}',
  merges_url: 'merges',
  archive_url: '{archive_format}{/ref}',
  downloads_url: 'downloads',
  issues_url: 'issues{/number}',
  pulls_url: 'pulls{/number}',
  milestones_url: 'milestones{/number}',
  notifications_url: 'notifications{?since,all,participating}',
  labels_url: 'labels{/name}',
  releases_url: 'releases{/id}',
  deployments_url: 'deployments',
} as const;

/** The API address of a repository. */
export function repositoryUrl(state: SandboxState, repository: Repository): string {
  return `${apiUrl(state)}/repos/${fullName(repository)}`;
}

/** A repository as lists, pull requests and deliveries show it. */
export function renderRepository(state: SandboxState, repository: Repository): Record<string, unknown> {
  const url = repositoryUrl(state, repository);
  const html = `${state.url}/${fullName(repository)}`;
  const open = [...repository.issues.values()].filter((issue) => issue.state === 'open').length;
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
    visibility: repository.private ? 'private' : 'public',
    owner: renderUser(state, repository.owner),
    html_url: html,
    description: null,
    fork: false,
    url,
    ...Object.fromEntries(Object.entries(PATHS).map(([name, path]) => [name, `${url}/${path}`])),
    created_at: repository.createdAt,
    updated_at: repository.createdAt,
    pushed_at: repository.createdAt,
    git_url: `git:${html.replace(/^https?:/, '')}.git`,
    ssh_url: `git@127.0.0.1:${fullName(repository)}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: repository.archived,
    disabled: false,
    open_issues_count: open,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    forks: 0,
    open_issues: open,
    watchers: 0,
    default_branch: repository.defaultBranch,
  };
}

/** A repository as `GET /repos/{owner}/{repo}` shows it. */
export function renderFullRepository(state: SandboxState, repository: Repository): Record<string, unknown> {
  return { ...renderRepository(state, repository), network_count: 0, subscribers_count: 0, temp_clone_token: null };
}

/** The repository that a pull request's head branch lives in; null for a deleted fork. */
export function renderHeadRepository(
  state: SandboxState,
  repository: Repository,
  fork: Fork | null,
): Record<string, unknown> | null {
  if (fork === null) return renderRepository(state, repository);
  if (fork.deleted) return null;
  return { ...renderRepository(state, { ...repository, id: fork.id, owner: fork.owner, issues: new Map() }), fork: true };
}
