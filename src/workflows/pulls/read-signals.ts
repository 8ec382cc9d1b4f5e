import { askForReason } from '../../conversation/ask-for-reason.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import { isOwn, type OwnIdentity } from '../../github/client/own-identity.js';
import { readCommentReactions, type CommentReaction } from '../../github/read/read-comment-reactions.js';
import { readPermission } from '../../github/read/read-permission.js';
import { readReviewThreads } from '../../github/read/read-review-threads.js';
import { recordSignals, type FindingSignal } from '../../ledger/record-signals.js';
import type { LedgerFinding } from '../../review/types.js';
import type { WorkflowPorts } from '../ports.js';
import { targetOf, withPullLease } from './pull-writer.js';
import type { RunRecord } from '../runs/run-record.js';

/**
 * Reads what people with write permission said without words about the findings of earlier rounds, before the next one:
 * a thread they resolved closes its finding, a 👎 of theirs asks once for the reason. Everybody else (an author of a
 * fork may resolve threads too) changes nothing: the finding stays open, and it is not told again anyway. Throws what
 * GitHub throws.
 */
export async function readSignals(
  ports: WorkflowPorts,
  run: RunRecord,
  octokit: Octokit,
  findings: readonly LedgerFinding[],
): Promise<void> {
  const told = findings.filter(
    ({ commentId, state }) => commentId !== null && (state === 'open' || state === 'dismissed'),
  );
  if (told.length === 0) return;
  const target = targetOf(run);
  const self = await ports.github.self();
  const threads = await readReviewThreads(octokit, target);
  const reactions = await readCommentReactions(
    octokit,
    target,
    new Set(told.flatMap(({ commentId }) => commentId ?? [])),
  );
  const mayWrite = await writersAmong(octokit, run, [
    ...reactions.filter(({ user }) => user.type !== 'Bot').map(({ user }) => user.login),
    ...threads.flatMap(({ resolvedBy }) => (resolvedBy === null || ours(resolvedBy, self) ? [] : resolvedBy)),
  ]);
  const counted = reactions.filter(({ user }) => user.type !== 'Bot' && mayWrite.has(user.login));
  const signals = told.flatMap((finding): FindingSignal[] => {
    const thread = threads.find(({ commentIds }) => commentIds[0] === finding.commentId);
    if (!thread) return [];
    const thumbs = (content: CommentReaction['content']) =>
      counted.filter((one) => one.commentId === finding.commentId && one.content === content).length;
    const resolvedBy =
      thread.resolved && thread.resolvedBy !== null && mayWrite.has(thread.resolvedBy) ? thread.resolvedBy : null;
    return [
      { findingId: finding.id, threadId: thread.id, resolvedBy, thumbsUp: thumbs('+1'), thumbsDown: thumbs('-1') },
    ];
  });
  await recordSignals(ports.source, signals);
  const unwanted = told.filter(
    ({ id, state }) =>
      state === 'open' && signals.some((one) => one.findingId === id && one.thumbsDown > 0 && one.resolvedBy === null),
  );
  if (unwanted.length === 0) return;
  await withPullLease(ports, run, async (publish) => {
    for (const finding of unwanted) await askForReason({ source: ports.source, octokit, publish, target }, finding);
  });
}

/** GraphQL names an App's bot without its brackets. */
function ours(login: string, self: OwnIdentity): boolean {
  return isOwn({ id: 0, login: `${login}[bot]`, type: 'Bot' }, self);
}

async function writersAmong(octokit: Octokit, run: RunRecord, logins: readonly string[]): Promise<Set<string>> {
  const writers = new Set<string>();
  for (const login of new Set(logins)) {
    if (['admin', 'write'].includes(await readPermission(octokit, targetOf(run), login))) writers.add(login);
  }
  return writers;
}
