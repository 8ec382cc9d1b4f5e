import type { Hunk } from './types.js';

/**
 * Whether both 1-based lines of `side` stand in one hunk: GitHub refuses a multi-line comment that leaves its hunk
 * (422).
 */
export function sameHunk(hunks: readonly Hunk[], side: 'LEFT' | 'RIGHT', startLine: number, line: number): boolean {
  return hunks.some(({ oldStart, oldCount, newStart, newCount }) => {
    const [from, count] = side === 'LEFT' ? [oldStart, oldCount] : [newStart, newCount];
    return [startLine, line].every((one) => one >= from && one < from + count);
  });
}
