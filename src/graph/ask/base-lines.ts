import type { Hunk } from '../../diff/types.js';

/**
 * The words of every line that a change adds anywhere: what is removed elsewhere with the same words has moved. Pure.
 */
export function addedTexts(files: readonly { hunks: readonly Hunk[] }[]): Set<string> {
  return new Set(
    files.flatMap(({ hunks }) =>
      hunks.flatMap(({ lines }) => lines.flatMap(({ kind, text }) => (kind === 'added' ? [wordsOf(text)] : []))),
    ),
  );
}

/**
 * The lines of the base that a diff changes: those it removes, and for a pure addition the line before it. What stands
 * in `added`, the texts that the whole change adds (here: this file), has moved and counts as not removed. Pure.
 */
export function baseLines(
  hunks: readonly Hunk[],
  added: ReadonlySet<string> = addedTexts([{ hunks }]),
): { removed: number[]; touched: number[] } {
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
      if (/\w{2}/.test(text) && !added.has(wordsOf(text))) removed.push(oldLine);
    }
  }
  return { removed, touched: [...touched] };
}

function wordsOf(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}
