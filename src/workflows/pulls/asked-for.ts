import { CommentRequest } from '../../conversation/comment-request.js';
import { BUDGET_TRIGGER } from '../../ledger/note-refused-call.js';
import { PersonRequest } from '../requests/person-request.js';
import type { RunRecord } from '../runs/run-record.js';

/** Whether no person asked for the review. */
export function isUnasked({ triggerKey }: Pick<RunRecord, 'triggerKey'>): boolean {
  return triggerKey.startsWith('auto:') || triggerKey.startsWith(BUDGET_TRIGGER);
}

/**
 * Whether every file is to be read again: who asked for the review wants it so, or a budget stopped the last one, and
 * what that one had not read is not told from what it had.
 */
export function asksForAll({ triggerData, triggerKey }: Pick<RunRecord, 'triggerData' | 'triggerKey'>): boolean {
  if (triggerKey.startsWith(BUDGET_TRIGGER)) return true;
  const comment = CommentRequest.safeParse(triggerData).data?.command;
  if (comment?.verb === 'review') return comment.full;
  const asked = PersonRequest.safeParse(triggerData).data?.asked;
  return asked?.verb === 'review' && asked.full;
}
