import { commentableLines } from '../../diff/commentable-lines.js';
import { sameHunk } from '../../diff/same-hunk.js';
import { fingerprints } from '../rounds/fingerprint.js';
import type { Change, Claim, Finding } from '../types.js';

/**
 * Gives each claim its place and identity: whether GitHub takes a comment at its line, and its fingerprint. A range
 * that leaves its hunk shrinks to its last line; the suggestion for the whole range goes with it.
 */
export function anchorFindings(claims: readonly Claim[], change: Pick<Change, 'files'>): Finding[] {
  const files = new Map(change.files.map((file) => [file.path, file.hunks]));
  const ordered = claims.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
  const identities = fingerprints(ordered);
  const commentable = new Map<string, ReturnType<typeof commentableLines>>();
  return ordered.map((claim, index) => {
    const hunks = files.get(claim.path) ?? [];
    const sides = commentable.get(claim.path) ?? commentableLines(hunks);
    commentable.set(claim.path, sides);
    const lines = sides[claim.side === 'LEFT' ? 'left' : 'right'];
    const ranged = claim.startLine !== null && claim.startLine < claim.line;
    const whole = ranged && sameHunk(hunks, claim.side, claim.startLine ?? claim.line, claim.line);
    return {
      ...claim,
      startLine: whole ? claim.startLine : null,
      suggestion: ranged && !whole ? null : claim.suggestion,
      anchored: lines.has(claim.line),
      fingerprint: claim.fingerprint ?? identities[index] ?? '',
    };
  });
}
