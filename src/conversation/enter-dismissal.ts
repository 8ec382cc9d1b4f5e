import { isRuleId } from '../github/settings/settings-schema.js';
import { type DismissalEntry, dismissFinding } from '../ledger/dismiss-finding.js';
import { RefusedMemoryError } from '../memory/refused-memory-error.js';
import { isFromModel } from '../review/ask/merge-claims.js';
import type { LedgerFinding } from '../review/types.js';
import type { DismissalRequest } from './command.js';

/** Who dismisses where, and the finding as the ledger has it now. */
export type DismissalPlace = Omit<DismissalEntry, 'finding' | 'scope' | 'rule' | 'reason' | 'text' | 'days'>;

/** `scope`: how far it reaches, which may be less than was asked for. */
export type EnteredDismissal =
  | { kind: 'dismissed'; handles: number[]; scope: DismissalEntry['scope'] }
  | { kind: 'refused'; reason: string };

/**
 * Dismisses a finding as somebody asked who may: in a comment, or to Nectr itself. `clean` takes the secrets out of what
 * the person added. Refused where there is nothing to dismiss any more, or the repository was disconnected meanwhile.
 */
export async function enterDismissal(
  source: Parameters<typeof dismissFinding>[0],
  place: DismissalPlace,
  finding: LedgerFinding,
  { scope, reason, text, days }: DismissalRequest,
  clean: (text: string) => string,
): Promise<EnteredDismissal> {
  if (finding.state === 'fixed' || finding.state === 'outdated') {
    return {
      kind: 'refused',
      reason: `F${finding.handle} is ${finding.state} already: there is nothing to dismiss.`,
    };
  }
  // What Claude finds has a category only: there the same claim is meant.
  const rule = isRuleId(finding.rule) && !isFromModel(finding) ? finding.rule : null;
  try {
    const entered = await dismissFinding(source, { ...place, finding, scope, rule, reason, text: clean(text), days });
    return { kind: 'dismissed', ...entered };
  } catch (error) {
    if (!(error instanceof RefusedMemoryError)) throw error;
    return { kind: 'refused', reason: error.message };
  }
}
