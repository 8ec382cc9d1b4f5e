import { botUser, takeId, timestamp, type SandboxState } from './state.js';
import type { Issue, IssueComment, Repository, ReviewComment, User } from './types.js';

/** A comment on a line as the App would have posted it. */
export interface PastRemark {
  path: string;
  line: number;
  /** The line that it is about. */
  quote: string;
  body: string;
  commitId: string;
  at: Date;
  /** Who resolved it; null: nobody. */
  resolvedBy: User | null;
}

/** A remark of the App's of before, in a review of its own. No delivery. Returns the id of the comment. */
export function addPastRemark(state: SandboxState, { pull }: Issue, remark: PastRemark): number {
  if (pull === null) throw new Error('an issue has no remarks on lines');
  const { path, line, quote, body, commitId, resolvedBy } = remark;
  const user = botUser(state);
  const at = timestamp(remark.at);
  const [reviewId, id] = [takeId(state), takeId(state)];
  const review = { kind: 'review', id: reviewId, user, body: '', state: 'COMMENTED', commitId } as const;
  pull.reviews.set(reviewId, { ...review, submittedAt: at, minimized: null });
  const place = { path, line, side: 'RIGHT', startLine: null, startSide: null, position: 1 } as const;
  const comment: ReviewComment = {
    kind: 'review-comment',
    id,
    reviewId,
    inReplyTo: null,
    user,
    body,
    original: { ...place, diffHunk: `@@ -${line} +${line} @@\n+${quote}` },
    current: null,
    commitId,
    originalCommitId: commitId,
    createdAt: at,
    updatedAt: at,
    reactions: [],
    minimized: null,
    resolvedBy,
  };
  pull.reviewComments.set(id, comment);
  return id;
}

/** A comment of the App's of before below a pull request. No delivery. Returns its id. */
export function addPastSummary(
  state: SandboxState,
  repository: Repository,
  { number }: Issue,
  { body, at }: { body: string; at: Date },
): number {
  const createdAt = timestamp(at);
  const id = takeId(state);
  const user = botUser(state);
  const comment: IssueComment = {
    kind: 'issue-comment',
    id,
    issueNumber: number,
    user,
    body,
    createdAt,
    updatedAt: createdAt,
    reactions: [],
    minimized: null,
  };
  repository.comments.set(id, comment);
  return id;
}
