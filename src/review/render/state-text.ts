import { inertCell } from '../../markdown/inert.js';
import { commitAddress, ownLink } from '../../markdown/own-link.js';
import { cutText } from '../../words/cut-text.js';
import type { LedgerFinding } from '../types.js';

/** What of a finding its state is told by. */
export type Told = Pick<LedgerFinding, 'state' | 'fixedIn' | 'dismissedBy' | 'dismissedReason'>;

/**
 * The state of a finding as the table of the summary shows it: `open`, `fixed in abc1234`, `dismissed by dora: not a
 * bug`.
 */
export function stateText(
  { state, fixedIn, dismissedBy, dismissedReason }: Told,
  repositoryUrl: string | null,
): string {
  if (state === 'fixed') {
    const sha = fixedIn ?? '';
    const address = repositoryUrl === null ? null : commitAddress(repositoryUrl, sha);
    return `fixed in ${ownLink(sha.slice(0, 7), address) || 'a later commit'}`;
  }
  if (state !== 'dismissed') return state;
  const by = dismissedBy ? ` by ${cell(dismissedBy)}` : '';
  return `dismissed${by}${dismissedReason ? `: ${cell(dismissedReason)}` : ''}`;
}

/** Without what would end a cell: the table is read again when a state changes. */
function cell(text: string): string {
  return inertCell(cutText(text.replaceAll('|', ' '), 100));
}
