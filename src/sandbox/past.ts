import { gitText } from '../checkout/git.js';
import { closingNumbers } from './closing-numbers.js';
import { pullNamed } from './envelope.js';
import { labelNamed } from './labels.js';
import { closePull, openIssue, type OpenIssue } from './pulls.js';
import { later, takeId, timestamp, userNamed, type SandboxState } from './state.js';
import type { Issue, Repository, ReviewState } from './types.js';

/** An issue as it is today; open unless it was closed. */
export interface PastIssue extends OpenIssue {
  number: number;
  labels?: readonly string[];
  createdAt: Date;
  closedAt?: Date;
}

/** A pull request that was merged before the App was there. */
export interface MergedPull extends PastIssue {
  /** Name of its branch; it may be gone. */
  head: string;
  base: string;
  /** The commit that merged it: its parents are the base and the head, and with one parent it is a squash. */
  mergeCommit: string;
  mergedAt: Date;
  reviews?: readonly { user: string; state: Exclude<ReviewState, 'PENDING'>; comments?: number }[];
}

/** An issue of the past. No delivery. */
export function addIssue(state: SandboxState, repository: Repository, past: PastIssue): Issue {
  const next = repository.nextNumber;
  repository.nextNumber = past.number;
  const issue = openIssue(state, repository, past);
  repository.nextNumber = Math.max(next, past.number + 1);
  issue.labels = (past.labels ?? []).map((name) => labelNamed(state, repository, name));
  issue.createdAt = timestamp(past.createdAt);
  issue.updatedAt = timestamp(past.closedAt ?? past.createdAt);
  if (past.closedAt) Object.assign(issue, { state: 'closed', closedAt: timestamp(past.closedAt) });
  return issue;
}

/**
 * A merged pull request of the past, read from its merge commit. No delivery. Throws GitError where there is no such
 * commit.
 */
export async function addMergedPull(state: SandboxState, repository: Repository, past: MergedPull): Promise<Issue> {
  const line = (await gitText(repository.folder, ['rev-list', '--parents', '--max-count=1', past.mergeCommit])).trim();
  const [sha = '', base = '', head = sha] = line.split(' ');
  const issue = addIssue(state, repository, { ...past, closedAt: past.mergedAt });
  const mergedAt = timestamp(past.mergedAt);
  issue.pull = {
    id: takeId(state),
    head: { ref: past.head, sha: head, fork: null },
    base: { ref: past.base, sha: base },
    draft: false,
    mergedAt,
    mergeCommitSha: sha,
    requestedReviewers: [],
    requestedTeams: [],
    reviews: new Map(),
    reviewComments: new Map(),
  };
  for (const { user, state: decision, comments = 0 } of past.reviews ?? []) {
    const review = {
      kind: 'review' as const,
      id: takeId(state),
      user: userNamed(state, user),
      body: '',
      state: decision,
      commitId: head,
      submittedAt: mergedAt,
      minimized: null,
    };
    issue.pull.reviews.set(review.id, review);
    for (let left = comments; left > 0; left--) {
      const id = takeId(state);
      const original = { path: 'README.md', side: 'RIGHT', line: 1, startLine: null, startSide: null } as const;
      issue.pull.reviewComments.set(id, {
        kind: 'review-comment',
        id,
        reviewId: review.id,
        inReplyTo: null,
        user: review.user,
        body: 'Why?',
        original: { ...original, position: 1, diffHunk: '@@ -1 +1 @@' },
        current: null,
        commitId: head,
        originalCommitId: head,
        createdAt: mergedAt,
        updatedAt: mergedAt,
        reactions: [],
        minimized: null,
        resolvedBy: review.user,
      });
    }
  }
  return issue;
}

/** Somebody merges a pull request: a commit with both parents moves its base. The two may not conflict. */
export async function mergePull(state: SandboxState, repository: Repository, number: number) {
  const { issue, pull } = pullNamed(repository, number);
  const run = async (...args: string[]) => (await gitText(repository.folder, args)).trim();
  const base = await run('rev-parse', `refs/heads/${pull.base.ref}`);
  const tree = (await run('merge-tree', '--write-tree', base, pull.head.sha)).split('\n', 1)[0] ?? '';
  const { login } = issue.user;
  const who = ['-c', `user.name=${login}`, '-c', `user.email=${login}@users.noreply.github.com`];
  const message = `Merge pull request #${number} from ${repository.owner.login}/${pull.head.ref}\n\n${issue.title}`;
  const sha = await run(...who, 'commit-tree', tree, '-p', base, '-p', pull.head.sha, '-m', message);
  await run('update-ref', `refs/heads/${pull.base.ref}`, sha, base);
  Object.assign(pull, { mergedAt: later(issue.updatedAt), mergeCommitSha: sha });
  for (const closed of closingNumbers(issue.body ?? '').flatMap((one) => repository.issues.get(one) ?? [])) {
    if (closed.pull === null)
      Object.assign(closed, { state: 'closed', closedAt: pull.mergedAt, updatedAt: pull.mergedAt });
  }
  return closePull(state, repository, number);
}
