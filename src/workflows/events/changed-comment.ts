import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { commentKey } from '../../conversation/comment-request.js';
import type { Command } from '../../conversation/command.js';
import { guessReply } from '../../conversation/guess-reply.js';
import { parseCommand } from '../../conversation/parse-command.js';
import { reopenCovered } from '../../ledger/forget-memory.js';
import { MEMORY_COLUMNS, memoryOf, type MemoryRow } from '../../memory/memory-row.js';
import { commentReason, EDITED } from '../../memory/stale/check-sources.js';
import { markStale } from '../../memory/stale/mark-stale.js';
import type { Memory, MemoryDismissal } from '../../memory/types.js';
import { cleanText } from '../../review/analyzers/clean-text.js';

const Said = z.object({
  id: z.number(),
  body: z.string().nullish(),
  user: z.object({ type: z.string().nullish() }).nullish(),
});
const ChangedComment = z.object({ action: z.enum(['edited', 'deleted']), comment: Said });
const ChangedReview = z.object({ action: z.enum(['edited', 'dismissed']), review: Said });

interface Repository {
  installationId: number;
  repositoryId: number;
}

/** Whether an event says that somebody edited or took back a comment in a pull request, or the text of a review. */
export function isChangedComment(eventType: string): boolean {
  return /^(?:(?:issue_comment|pull_request_review_comment)\.(?:edited|deleted)|pull_request_review\.(?:edited|dismissed))$/.test(
    eventType,
  );
}

/**
 * What was remembered of a comment turns stale when the comment is deleted, or does not say it any more, and with the
 * review that says it when that is dismissed; what a dismissal covered is open again then. Returns the numbers of those
 * memories; in the caller's transaction.
 */
export async function followChangedComment(
  manager: EntityManager,
  { event_type: type, payload }: { event_type: string; payload: unknown },
  owner: Repository,
): Promise<number[]> {
  if (type.startsWith('pull_request_review.')) {
    const { data } = ChangedReview.safeParse(payload);
    if (data === undefined || isBot(data.review)) return [];
    const { id, body } = data.review;
    if (data.action === 'edited') return followComment(manager, owner, `rv${id}`, body ?? '');
    return markWhatIsGone(manager, owner, `rv${id}`, () => 'the review that says it was dismissed');
  }
  const { data } = ChangedComment.safeParse(payload);
  if (data === undefined || isBot(data.comment)) return [];
  const { id, body } = data.comment;
  const key = commentKey({ id, kind: type.startsWith('issue_') ? 'issue' : 'review' });
  return followComment(manager, owner, key, data.action === 'deleted' ? null : (body ?? ''));
}

/**
 * The same for one comment by its key, of which is known what it says now; null: it is gone. Returns the numbers of the
 * memories that turned stale.
 */
export function followComment(
  manager: EntityManager,
  owner: Repository,
  key: string,
  text: string | null,
): Promise<number[]> {
  return markWhatIsGone(manager, owner, key, (memory) => reasonOf(memory, text));
}

/** Ours and those of other bots teach nothing, and are edited with every review. */
function isBot({ user }: z.output<typeof Said>): boolean {
  return user?.type === 'Bot';
}

async function markWhatIsGone(
  manager: EntityManager,
  { installationId, repositoryId }: Repository,
  key: string,
  reasonOfOne: (memory: Memory) => string | null,
): Promise<number[]> {
  const rows: MemoryRow[] = await manager.query(
    `SELECT ${MEMORY_COLUMNS} FROM memories m JOIN pull_requests q ON q.id = m.pull_request_id
      WHERE m.installation_id = $1 AND q.repository_id = $2 AND m.state IN ('candidate', 'active')
        AND (m.source_key = $3 OR starts_with(m.source_key, 'extract:' || $3 || ':'))`,
    [installationId, repositoryId, key],
  );
  const stale = rows.map(memoryOf).flatMap((memory) => {
    const reason = reasonOfOne(memory);
    return reason === null ? [] : [{ memory, reason }];
  });
  const marked = await markStale(manager, installationId, stale);
  for (const { id, dismissal } of marked) if (dismissal !== null) await reopenCovered(manager, id);
  return marked.map(({ number }) => number);
}

/** What is kept of a comment has its credentials masked. */
function reasonOf(memory: Memory, text: string | null): string | null {
  if (text === null) return commentReason(memory, null);
  const isAnswered = [text, cleanText(text)].some((one) => saysItStill(memory, one));
  return isAnswered ? null : EDITED;
}

/** A command says what its line says, and nothing that stands beside it; other comments say what stands in them. */
function saysItStill(memory: Memory, text: string): boolean {
  const { quote } = memory.source;
  const now = parseCommand(text, null);
  if (quote !== null && parseCommand(quote, null) !== null) return now?.written === quote;
  if (memory.dismissal === null) return commentReason(memory, text) === null;
  if (now !== null) return now.command.verb === 'dismiss' && isSameDismissal(memory, memory.dismissal, now.command);
  const guessed = guessReply(text);
  if (memory.text === '' && guessed.kind === 'dismiss') return guessed.reason === memory.dismissal.reason;
  return commentReason(memory, text) === null;
}

/** What is about security reaches less far than was asked for; the words of who was forgotten are not kept. */
function isSameDismissal(
  { text }: Memory,
  { reach, reason, handle }: MemoryDismissal,
  { finding, dismissal }: Extract<Command, { verb: 'dismiss' }>,
): boolean {
  return (
    (finding === null || finding === handle) &&
    dismissal.reason === reason &&
    (reach === 'finding' || dismissal.scope === reach) &&
    (text === '' || dismissal.text === text)
  );
}
