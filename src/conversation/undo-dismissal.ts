import { RESOLVED } from '../ledger/record-signals.js';
import { reopenFinding } from '../ledger/reopen-finding.js';
import type { LedgerFinding } from '../review/types.js';

/** The handles of what is open again in the pull request, or why nothing is. */
export type UndoneDismissal = { kind: 'reopened'; handles: number[] } | { kind: 'refused'; reason: string };

/**
 * Takes the dismissal of a finding back, with everything it covered, as somebody asked who may: in a comment, or to
 * Nectr itself; the same `key` again returns the same.
 */
export async function undoDismissal(
  source: Parameters<typeof reopenFinding>[0],
  finding: LedgerFinding,
  entry: Omit<Parameters<typeof reopenFinding>[1], 'handle'>,
): Promise<UndoneDismissal> {
  const handles = await reopenFinding(source, { ...entry, handle: finding.handle });
  if (handles.length > 0) return { kind: 'reopened', handles };
  return { kind: 'refused', reason: whyNotReopened(finding) };
}

function whyNotReopened({ handle, state, dismissedReason }: LedgerFinding): string {
  if (state !== 'dismissed') return `F${handle} is not dismissed: it is ${state}.`;
  return dismissedReason === RESOLVED
    ? `F${handle} was closed by resolving its thread: unresolve the thread, and the next review counts it as open again.`
    : `F${handle} was not dismissed by a comment: there is nothing to take back.`;
}
