import { askForReason } from '../conversation/ask-for-reason.js';
import type { Octokit } from '../github/installation-octokit.js';
import { isOwn } from '../github/own-identity.js';
import { readCommentReactions, type CommentReaction } from '../github/read-comment-reactions.js';
import { readPermission } from '../github/read-permission.js';
import { readReviewThreads } from '../github/read-review-threads.js';
import { recordSignals, type FindingSignal } from '../ledger/record-signals.js';
import type { LedgerFinding } from '../review/types.js';
import type { WorkflowPorts } from './ports.js';
import { targetOf, withPullLease } from './pull-writer.js';
import type { RunRecord } from './run-record.js';

/**
 * Reads what people said without words about the findings of earlier rounds, before the next one: a thread they
 * resolved closes its finding, a 👎 of somebody with write permission asks once for the reason. Everybody else's thumbs
 * count for nothing. Throws what GitHub throws.
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
  const counted = await ofWriters(octokit, run, reactions);
  const ours = (login: string) => isOwn({ id: 0, login: `${login}[bot]`, type: 'Bot' }, self);
  const signals = told.flatMap((finding): FindingSignal[] => {
    const thread = threads.find(({ commentIds }) => commentIds[0] === finding.commentId);
    if (!thread) return [];
    const thumbs = (content: CommentReaction['content']) =>
      counted.filter((one) => one.commentId === finding.commentId && one.content === content).length;
    const resolvedBy =
      thread.resolved && thread.resolvedBy !== null && !ours(thread.resolvedBy) ? thread.resolvedBy : null;
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

async function ofWriters(
  octokit: Octokit,
  run: RunRecord,
  reactions: readonly CommentReaction[],
): Promise<CommentReaction[]> {
  const people = reactions.filter(({ user }) => user.type !== 'Bot');
  const permissions = new Map<string, string>();
  for (const { user } of people) {
    if (!permissions.has(user.login))
      permissions.set(user.login, await readPermission(octokit, targetOf(run), user.login));
  }
  return people.filter(({ user }) => ['admin', 'write'].includes(permissions.get(user.login) ?? 'none'));
}
