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
  const { handle, state, dismissedReason } = finding;
  return {
    kind: 'refused',
    reason:
      state === 'dismissed' && dismissedReason === RESOLVED
        ? `F${handle} was dismissed by resolving its thread: opening the thread on GitHub reopens it.`
        : `F${handle} is not dismissed: it is ${state}.`,
  };
}
