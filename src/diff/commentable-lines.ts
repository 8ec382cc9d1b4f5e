import type { Hunk } from './types.js';

/**
 * The 1-based lines GitHub accepts a review comment on: every line inside a hunk.
 * LEFT has removed and context lines in old numbers, RIGHT added and context lines in new numbers.
 */
export function commentableLines(hunks: readonly Hunk[]): { left: Set<number>; right: Set<number> } {
  const left = new Set<number>();
  const right = new Set<number>();
  for (const { lines } of hunks) {
    for (const { oldLine, newLine } of lines) {
      if (oldLine !== null) left.add(oldLine);
      if (newLine !== null) right.add(newLine);
    }
  }
  return { left, right };
}
