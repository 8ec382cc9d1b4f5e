import type { Hunk } from '../../diff/types.js';

/**
 * The lines of the base that a diff changes: those it removes, and for a pure addition the line before it. A line whose
 * text is added elsewhere in the file has moved and is none. Pure.
 */
export function baseLines(hunks: readonly Hunk[]): { removed: number[]; touched: number[] } {
  const added = new Set(
    hunks.flatMap(({ lines }) => lines.flatMap(({ kind, text }) => (kind === 'added' ? [text.trim()] : []))),
  );
  const removed: number[] = [];
  const touched = new Set<number>();
  for (const { lines, oldStart } of hunks) {
    let last = Math.max(1, oldStart - 1);
    for (const { kind, oldLine, text } of lines) {
      if (kind === 'added') touched.add(last);
      if (oldLine === null) continue;
      last = oldLine;
      if (kind !== 'removed') continue;
      touched.add(oldLine);
      // A bracket or a blank line came with everything.
      if (/\w{2}/.test(text) && !added.has(text.trim())) removed.push(oldLine);
    }
  }
  return { removed, touched: [...touched] };
}
