import type { LedgerFinding } from '../review/types.js';
import type { DismissalRequest } from './command.js';
import { commentAddress } from './comment-address.js';
import { commentKey, type CommentRequest } from './comment-request.js';
import { enterDismissal } from './enter-dismissal.js';
import { type Answer, type ConversationPorts, refuse, shown } from './ports.js';

/**
 * Dismisses a finding as somebody with write permission asked; its comment says why, how far it reaches and how to undo
 * it. The answer speaks only where it reaches less far than was asked for.
 */
export async function dismiss(
  ports: ConversationPorts,
  { commenter, comment }: CommentRequest,
  finding: LedgerFinding,
  dismissal: DismissalRequest,
): Promise<Answer> {
  const { source, installationId, repositoryId, pullRequestId, clean } = ports;
  const place = {
    installationId,
    repositoryId,
    pullRequestId,
    by: commenter,
    sourceKind: 'comment' as const,
    key: commentKey(comment),
    link: commentAddress(ports, comment),
  };
  const dismissed = await enterDismissal(source, place, finding, dismissal, clean);
  if (dismissed.kind === 'refused') return refuse(dismissed.reason);
  if (dismissed.scope === dismissal.scope) return shown(dismissed.handles);
  return {
    ...shown(dismissed.handles),
    text: `Only F${finding.handle} is dismissed: secrets and what is about security are dismissed one by one, so that none is silent that nobody has seen.`,
  };
}
