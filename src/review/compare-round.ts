import { randomUUID } from 'node:crypto';
import type { Finding, LedgerFinding, Round } from './types.js';

/**
 * Compares this head's findings with what earlier rounds told (review-experience.md, promise 4). Pure but for new ids.
 * `readPaths`: files that were read now; `changedPaths`: files of the change. An earlier finding is `fixed` only if its file
 * was read and the finding is gone; a file that left the change makes it `outdated`; an unread file proves nothing, it stays open.
 */
export function compareRound(
  previous: readonly LedgerFinding[],
  findings: readonly Finding[],
  now: { headSha: string; round: number; readPaths: ReadonlySet<string>; changedPaths: ReadonlySet<string> },
): Round & { outdated: LedgerFinding[] } {
  const known = new Map(previous.map((finding) => [finding.fingerprint, finding]));
  const present = new Set(findings.map((finding) => finding.fingerprint));
  let handle = Math.max(0, ...previous.map((finding) => finding.handle));
  const round: Round & { outdated: LedgerFinding[] } = {
    number: now.round,
    fresh: [],
    standing: [],
    fixed: [],
    dismissed: [],
    outdated: [],
  };
  for (const finding of findings) {
    const before = known.get(finding.fingerprint);
    if (before?.state === 'dismissed') round.dismissed.push(before);
    else if (before?.state === 'open') round.standing.push({ ...before, ...finding });
    else {
      round.fresh.push({
        ...finding,
        id: randomUUID(),
        handle: ++handle,
        state: 'open',
        fixedIn: null,
        commentId: null,
        commentNodeId: null,
      });
    }
  }
  for (const before of previous) {
    if (before.state !== 'open' || present.has(before.fingerprint)) continue;
    if (now.readPaths.has(before.path)) round.fixed.push({ ...before, state: 'fixed', fixedIn: now.headSha });
    else if (now.changedPaths.has(before.path)) round.standing.push(before);
    else round.outdated.push({ ...before, state: 'outdated' });
  }
  return round;
}
