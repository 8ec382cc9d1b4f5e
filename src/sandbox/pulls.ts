import { deliver } from './deliver.js';
import { git } from '../checkout/git.js';
import { resolveCommit } from './resolve-commit.js';
import { renderPull } from './render/render-pull.js';
import { renderCheckRun } from './render/render-check-run.js';
import { later, takeId, timestamp, userNamed, type SandboxState } from './state.js';
import type { Issue, Repository } from './types.js';
import { envelope, pullNamed } from './envelope.js';

export interface OpenIssue {
  title: string;
  body: string;
  /** Login of the author. */
  user: string;
}

export interface OpenPull extends OpenIssue {
  /** Branches of the repository. */
  head: string;
  base: string;
  draft?: boolean;
  /** Login of the owner of the fork the head lies in. */
  fork?: string;
  /** False: no delivery. */
  deliver?: boolean;
}

/** Somebody opens an issue. */
export function openIssue(state: SandboxState, repository: Repository, { title, body, user }: OpenIssue): Issue {
  const now = timestamp();
  const issue: Issue = {
    id: takeId(state),
    number: repository.nextNumber++,
    title,
    body,
    user: userNamed(state, user),
    state: 'open',
    locked: false,
    labels: [],
    assignees: [],
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    reactions: [],
    pull: null,
  };
  repository.issues.set(issue.number, issue);
  return issue;
}

/** Somebody opens a pull request. Throws where a branch does not exist. */
export async function openPull(state: SandboxState, repository: Repository, options: OpenPull): Promise<Issue> {
  const [head, base] = await Promise.all([commitOf(repository, options.head), commitOf(repository, options.base)]);
  const issue = openIssue(state, repository, options);
  const fork =
    options.fork === undefined ? null : { id: takeId(state), owner: userNamed(state, options.fork), deleted: false };
  issue.pull = {
    id: takeId(state),
    head: { ref: options.head, sha: head, fork },
    base: { ref: options.base, sha: base },
    draft: options.draft ?? false,
    mergedAt: null,
    mergeCommitSha: null,
    requestedReviewers: [],
    requestedTeams: [],
    reviews: new Map(),
    reviewComments: new Map(),
  };
  await git(repository.folder, ['update-ref', `refs/pull/${issue.number}/head`, head]);
  if (options.deliver ?? true) await sendPull(state, repository, issue, 'opened');
  return issue;
}

/** Somebody pushes to a pull request, forced or not. GitHub re-points existing reviews to the new head. */
export async function push(state: SandboxState, repository: Repository, number: number, sha: string, sends = true) {
  const { issue, pull } = pullNamed(repository, number);
  const before = pull.head.sha;
  pull.head.sha = sha;
  issue.updatedAt = later(issue.updatedAt);
  for (const review of pull.reviews.values()) review.commitId = sha;
  await git(repository.folder, ['update-ref', `refs/pull/${number}/head`, sha]);
  return sends ? sendPull(state, repository, issue, 'synchronize', { before, after: sha }) : null;
}

/** Somebody closes a pull request. */
export async function closePull(state: SandboxState, repository: Repository, number: number) {
  const { issue } = pullNamed(repository, number);
  issue.state = 'closed';
  issue.updatedAt = later(issue.updatedAt);
  issue.closedAt = issue.updatedAt;
  return sendPull(state, repository, issue, 'closed');
}

/** Sends `pull_request.<action>` as things are now. */
export function sendPull(
  state: SandboxState,
  repository: Repository,
  issue: Issue,
  action: string,
  extra: object = {},
) {
  const { pull } = issue;
  if (!pull) throw new Error(`#${issue.number} is no pull request`);
  return deliver(state, 'pull_request', {
    action,
    number: issue.number,
    ...extra,
    pull_request: { ...renderPull(state, repository, issue, pull), merged: pull.mergedAt !== null },
    ...envelope(state, repository, issue.user.login),
  });
}

/** Somebody asks for a check run again. */
export function rerequestCheck(state: SandboxState, repository: Repository, id: number) {
  const check = repository.checkRuns.get(id);
  if (!check) throw new Error(`the sandbox has no check run ${id}`);
  return deliver(state, 'check_run', {
    action: 'rerequested',
    check_run: renderCheckRun(state, repository, check),
    ...envelope(state, repository, repository.owner.login),
  });
}

async function commitOf(repository: Repository, branch: string): Promise<string> {
  const sha = await resolveCommit(repository.folder, branch);
  if (sha === null) throw new Error(`${repository.name} has no branch ${branch}`);
  return sha;
}
