import { createHash } from 'node:crypto';
import { commentableLines } from '../diff/commentable-lines.js';
import { sameHunk } from '../diff/same-hunk.js';
import type { Change, Claim, Finding } from './types.js';

/**
 * Gives each claim its place and identity: whether GitHub takes a comment at its line, and a fingerprint of
 * rule, path and normalised line (with a counter for equal lines) that survives moved lines.
 * A range that leaves its hunk shrinks to its last line.
 */
export function anchorFindings(claims: readonly Claim[], change: Pick<Change, 'files'>): Finding[] {
  const files = new Map(change.files.map((file) => [file.path, file.hunks]));
  const counts = new Map<string, number>();
  return claims
    .toSorted((a, b) => a.path.localeCompare(b.path) || a.line - b.line)
    .map((claim) => {
      const hunks = files.get(claim.path) ?? [];
      const lines = commentableLines(hunks)[claim.side === 'LEFT' ? 'left' : 'right'];
      const key = JSON.stringify([claim.rule, claim.path, claim.quote.replaceAll(/\s+/g, ' ').trim()]);
      const nth = counts.get(key) ?? 0;
      counts.set(key, nth + 1);
      const whole =
        claim.startLine !== null &&
        claim.startLine < claim.line &&
        sameHunk(hunks, claim.side, claim.startLine, claim.line);
      return {
        ...claim,
        startLine: whole ? claim.startLine : null,
        anchored: lines.has(claim.line),
        fingerprint: createHash('sha256').update(`${key}#${nth}`).digest('hex'),
      };
    });
}
