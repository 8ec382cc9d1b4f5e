import { isRuleId } from '../github/settings/settings-schema.js';
import { dismissFinding } from '../ledger/dismiss-finding.js';
import { isFromModel } from '../review/ask/merge-claims.js';
import type { LedgerFinding } from '../review/types.js';
import type { DismissalRequest } from './command.js';
import { commentAddress } from './comment-address.js';
import { commentKey, type CommentRequest } from './comment-request.js';
import { type Answer, type ConversationPorts, refuse, shown } from './ports.js';

/**
 * Dismisses a finding as somebody with write permission asked; its comment says why, how far it reaches and how to undo
 * it. The answer speaks only where it reaches less far than was asked for.
 */
export async function dismiss(
  ports: ConversationPorts,
  { commenter, comment }: CommentRequest,
  finding: LedgerFinding,
  { scope, reason, text, days }: DismissalRequest,
): Promise<Answer> {
  if (finding.state === 'fixed' || finding.state === 'outdated') {
    return refuse(`F${finding.handle} is ${finding.state} already: there is nothing to dismiss.`);
  }
  const { source, installationId, repositoryId, pullRequestId } = ports;
  const dismissed = await dismissFinding(source, {
    installationId,
    repositoryId,
    pullRequestId,
    finding,
    scope,
    // What Claude finds has a category only: there the same claim is meant.
    rule: isRuleId(finding.rule) && !isFromModel(finding) ? finding.rule : null,
    reason,
    text: ports.clean(text),
    days,
    by: commenter,
    commentKey: commentKey(comment),
    link: commentAddress(ports, comment),
  });
  if (dismissed.scope === scope) return shown(dismissed.handles);
  return {
    ...shown(dismissed.handles),
    text: `Only F${finding.handle} is dismissed: secrets and what is about security are dismissed one by one, so that none is silent that nobody has seen.`,
  };
}
