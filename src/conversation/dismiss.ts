import { dismissFinding } from '../ledger/dismiss-finding.js';
import { readDismissalTexts } from '../ledger/read-dismissal-texts.js';
import { inertLine } from '../markdown/inert.js';
import { ruleCatalog } from '../review/analyzers/rule-catalog.js';
import type { LedgerFinding } from '../review/types.js';
import type { DismissalRequest } from './command.js';
import { commentKey, type CommentRequest } from './comment-request.js';
import { dismissalText } from './dismissal-text.js';
import { type Answer, type ConversationPorts, say } from './ports.js';

const PLACES = { finding: '', file: ' in this file', repository: ' in this repository' } as const;

/** Dismisses a finding as somebody with write permission asked; says how far it reaches and how to undo it. */
export async function dismiss(
  ports: ConversationPorts,
  { commenter, comment }: CommentRequest,
  finding: LedgerFinding,
  { scope, reason, text, days }: DismissalRequest,
): Promise<Answer> {
  if (finding.state === 'fixed' || finding.state === 'outdated') {
    return say(`F${finding.handle} is ${finding.state} already: there is nothing to dismiss.`);
  }
  const { source, installationId, repositoryId, pullRequestId } = ports;
  const changed = await dismissFinding(source, {
    installationId,
    repositoryId,
    pullRequestId,
    finding,
    scope,
    rule: ruleCatalog().some(({ id }) => id === finding.rule) ? finding.rule : null,
    reason,
    text,
    days,
    by: commenter,
    commentKey: commentKey(comment),
  });
  const [told] = await readDismissalTexts(source, pullRequestId, [finding.handle]);
  const others = changed.filter((handle) => handle !== finding.handle).map((handle) => `F${handle}`);
  const also = others.length > 0 ? ` This covers ${others.join(', ')} too.` : '';
  const why = told === undefined ? reason : inertLine(dismissalText(told));
  return {
    text: `F${finding.handle} is dismissed${PLACES[scope]}: ${why}.${also} \`/nectr reopen F${finding.handle}\` takes it back.`,
    changed,
    askReason: null,
  };
}
