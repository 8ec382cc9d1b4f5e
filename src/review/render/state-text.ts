import { codeSpan } from '../../markdown/code-text.js';
import type { LedgerFinding } from '../types.js';

/** The state of a finding as the table of the summary shows it. */
export function stateText({ state, fixedIn }: Pick<LedgerFinding, 'state' | 'fixedIn'>): string {
  return state === 'fixed' ? `fixed in ${codeSpan(fixedIn?.slice(0, 7) ?? '') || 'a later commit'}` : state;
}
