import { BOUNDS } from '../bounds.js';
import type { LedgerFinding } from '../types.js';
import { severityRank } from '../verify/severity-rank.js';

/**
 * The findings of earlier rounds that a new one is compared with: the open ones, the worst first, then the dismissed
 * ones. Where room is left, the fixed ones, the newest first: the summary goes on to tell them. The last handle always
 * stays, because handles go on from there. `left` counts what should have been compared and is not; the ledger keeps it
 * as it is. Pure.
 */
export function boundEarlier(
  findings: readonly LedgerFinding[],
  most: number = BOUNDS.earlier,
): { findings: LedgerFinding[]; left: number } {
  const present = findings.filter(({ state }) => state === 'open' || state === 'dismissed');
  const rank = ({ state, severity }: LedgerFinding) => (state === 'open' ? severityRank[severity] : -1);
  const kept = new Set(present.toSorted((a, b) => rank(b) - rank(a) || a.handle - b.handle).slice(0, most));
  const fixed = findings.filter(({ state }) => state === 'fixed').toSorted((a, b) => b.handle - a.handle);
  const told = new Set([...kept, ...fixed.slice(0, most - kept.size)]);
  let last: LedgerFinding | null = null;
  for (const one of findings) if (last === null || one.handle > last.handle) last = one;
  return { findings: findings.filter((one) => told.has(one) || one === last), left: present.length - kept.size };
}
