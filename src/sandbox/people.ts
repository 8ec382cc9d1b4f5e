import { deliver } from './deliver.js';
import { git } from '../checkout/git.js';
import { resolveCommit } from './resolve-commit.js';
import { renderIssue, renderIssueComment } from './render/render-issue.js';
import { addReply } from './reply.js';
import { renderPull } from './render/render-pull.js';
import { renderReview, renderReviewComment } from './render/render-review.js';
import { renderRepository } from './render/render-repository.js';
import { renderInstallation, renderUser } from './render/render-user.js';
import { renderCheckRun } from './render/render-check-run.js';
import { defaultPermissions, installationOf, takeId, timestamp, userNamed, type SandboxState } from './state.js';
import type {
  Installation,
  Issue,
  IssueComment,
  Permissions,
  Pull,
  Reaction,
  Repository,
  ReviewComment,
} from './types.js';

/** Events an App that reviews asks for. */
const EVENTS = [
  'pull_request',
  'issue_comment',
  'pull_request_review_comment',
  'check_run',
  'push',
  'repository',
  'issues',
];

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

/** Somebody installs the App. */
export async function install(
  state: SandboxState,
  {
    account,
    permissions = defaultPermissions,
    deliver: sends = true,
  }: { account: string; permissions?: Permissions; deliver?: boolean },
): Promise<Installation> {
  const installation: Installation = {
    id: takeId(state),
    account: userNamed(state, account),
    permissions,
    events: EVENTS,
    suspended: false,
    deleted: false,
    createdAt: timestamp(),
  };
  state.installations.set(installation.id, installation);
  if (sends) await sendInstallation(state, installation, 'created');
  return installation;
}

/** Sends `installation.<action>`. */
export function sendInstallation(state: SandboxState, installation: Installation, action: string) {
  const repositories = [...state.repositories.values()]
    .filter((each) => each.installationId === installation.id)
    .map((each) => renderRepository(state, each));
  return deliver(state, 'installation', {
    action,
    installation: renderInstallation(state, installation),
    repositories,
    sender: renderUser(state, installation.account),
  });
}

/** A repository of an installation, over a git repository on disk. */
export function addRepository(
  state: SandboxState,
  options: { installationId: number; name: string; folder: string; defaultBranch?: string; private?: boolean },
): Repository {
  const installation = state.installations.get(options.installationId);
  if (!installation) throw new Error(`the sandbox has no installation ${options.installationId}`);
  const repository: Repository = {
    id: takeId(state),
    owner: installation.account,
    name: options.name,
    folder: options.folder,
    private: options.private ?? true,
    archived: false,
    defaultBranch: options.defaultBranch ?? 'main',
    installationId: installation.id,
    createdAt: timestamp(),
    nextNumber: 1,
    issues: new Map(),
    comments: new Map(),
    checkRuns: new Map(),
    labels: new Map(),
    collaborators: new Map([[installation.account.login.toLowerCase(), 'admin']]),
  };
  state.repositories.set(repository.id, repository);
  return repository;
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
    pull_request: renderPull(state, repository, issue, pull),
    ...envelope(state, repository, issue.user.login),
  });
}

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

function envelope(state: SandboxState, repository: Repository, sender: string) {
  return {
    repository: renderRepository(state, repository),
    installation: { id: installationOf(state, repository).id, node_id: 'x' },
    sender: renderUser(state, userNamed(state, sender)),
  };
}

function pullNamed(repository: Repository, number: number): { issue: Issue; pull: Pull } {
  const issue = repository.issues.get(number);
  if (!issue?.pull) throw new Error(`the sandbox has no pull request #${number}`);
  return { issue, pull: issue.pull };
}

function reviewCommentNamed(repository: Repository, id: number): ReviewComment {
  for (const { pull } of repository.issues.values()) {
    const found = pull?.reviewComments.get(id);
    if (found) return found;
  }
  throw new Error(`the sandbox has no review comment ${id}`);
}

async function commitOf(repository: Repository, branch: string): Promise<string> {
  const sha = await resolveCommit(repository.folder, branch);
  if (sha === null) throw new Error(`${repository.name} has no branch ${branch}`);
  return sha;
}

/** GitHub's times have whole seconds; two changes within one must still be in order. */
function later(last: string): string {
  return timestamp(new Date(Math.max(Date.now(), Date.parse(last) + 1000)));
}
