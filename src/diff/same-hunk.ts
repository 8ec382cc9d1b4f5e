import type { Hunk } from './types.js';

/** Whether both 1-based lines of `side` stand in one hunk: GitHub refuses a multi-line comment that leaves its hunk (422). */
export function sameHunk(hunks: readonly Hunk[], side: 'LEFT' | 'RIGHT', startLine: number, line: number): boolean {
  const key = side === 'LEFT' ? 'oldLine' : 'newLine';
  return hunks.some(({ lines }) => [startLine, line].every((wanted) => lines.some((one) => one[key] === wanted)));
}
