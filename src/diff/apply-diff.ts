import { splitLines } from './split-lines.js';
import type { Hunk } from './types.js';

/** The new text of a file, out of its old one and their diff. Null: the diff does not fit the text. Pure. */
export function textAfter(text: string, hunks: readonly Hunk[]): string | null {
  return applied(text, hunks, 'after');
}

/** The old text of a file, out of its new one and their diff. Null: the diff does not fit the text. Pure. */
export function textBefore(text: string, hunks: readonly Hunk[]): string | null {
  return applied(text, hunks, 'before');
}

function applied(text: string, hunks: readonly Hunk[], wanted: 'before' | 'after'): string | null {
  const given = splitLines(text);
  const [gone, fresh] = wanted === 'after' ? ['removed', 'added'] : ['added', 'removed'];
  const made: string[] = [];
  let [at, isOpen] = [0, false];
  for (const hunk of hunks) {
    const [start, count] = wanted === 'after' ? [hunk.oldStart, hunk.oldCount] : [hunk.newStart, hunk.newCount];
    // A hunk that has no line of the given text stands behind the line that it names.
    const from = count === 0 ? start : start - 1;
    if (from < at) return null;
    made.push(...given.texts.slice(at, from));
    at = from;
    for (const line of hunk.lines) {
      if (line.kind !== fresh && given.texts[at++] !== line.text) return null;
      if (line.kind === gone) continue;
      made.push(line.text);
      isOpen = line.noNewline;
    }
  }
  if (at < given.texts.length) isOpen = given.noNewline;
  made.push(...given.texts.slice(at));
  return made.length === 0 ? '' : `${made.join('\n')}${isOpen ? '' : '\n'}`;
}
