import type { Hunk } from '../../src/diff/types.js';

/**
 * Rebuilds the new text from the old one and fails if a hunk does not fit: the oracle is the text that was compared.
 */
export function applyHunks(oldText: string, hunks: readonly Hunk[]): string {
  const old = oldText.split('\n');
  const open = oldText !== '' && !oldText.endsWith('\n');
  if (!open) old.pop();
  const out: { text: string; cut: boolean }[] = [];
  let at = 0;
  const copy = (end: number) => {
    for (; at < end; at++) out.push({ text: old[at] ?? '', cut: open && at === old.length - 1 });
  };
  for (const hunk of hunks) {
    copy(hunk.oldCount === 0 ? hunk.oldStart : hunk.oldStart - 1);
    for (const line of hunk.lines) {
      if (line.oldLine !== null && old[at++] !== line.text)
        throw new Error(`old line ${line.oldLine} is not ${line.text}`);
      if (line.newLine !== null && out.push({ text: line.text, cut: line.noNewline }) !== line.newLine)
        throw new Error('miscounted');
    }
  }
  copy(old.length);
  return out.map(({ text, cut }) => (cut ? text : `${text}\n`)).join('');
}
