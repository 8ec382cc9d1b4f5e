import { readEarlier } from '../ledger/read-earlier.js';
import type { LedgerFinding } from '../review/types.js';
import type { CommentRequest } from './comment-request.js';
import type { ConversationPorts } from './ports.js';

/**
 * The finding a comment means: by its number, or without one that of the thread the comment stands in. A sentence if
 * there is none.
 */
export async function findFinding(
  { source, pullRequestId }: Pick<ConversationPorts, 'source' | 'pullRequestId'>,
  { comment }: Pick<CommentRequest, 'comment'>,
  handle: number | null,
): Promise<LedgerFinding | string> {
  const { findings } = await readEarlier(source, pullRequestId);
  if (handle !== null) {
    return findings.find((finding) => finding.handle === handle) ?? `There is no F${handle} on this pull request.`;
  }
  const ofThread = findings.find((finding) => comment.inReplyTo !== null && finding.commentId === comment.inReplyTo);
  return ofThread ?? 'Say which finding you mean (such as `F3`), or write it into the thread of the finding.';
}
