import type { LedgerFinding } from '../types.js';

/** The state of a finding as the table of the summary shows it. */
export function stateText({ state, fixedIn }: Pick<LedgerFinding, 'state' | 'fixedIn'>): string {
  return state === 'fixed' ? `fixed in ${fixedIn?.slice(0, 7)}` : state;
}
