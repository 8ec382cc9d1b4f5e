import { splitLines, type Line } from './split-lines.js';
import type { DiffLine, Hunk } from './types.js';

const CONTEXT = 3;
/** Edits beyond which the middle is shown as one replacement: keeps time and memory bounded on rewritten files. */
const MAX_EDITS = 1_000;

/**
 * Line diff of two texts with three lines of context, as `git diff` shows it: rebuilds a patch that GitHub left out.
 * Greedy shortest edit script (Myers 1986) between the common start and end; over 1,000 edits one replacement.
 */
export function diffTexts(oldText: string, newText: string): Hunk[] {
  const [a, b] = [splitLines(oldText), splitLines(newText)];
  let start = 0;
  while (start < a.length && start < b.length && same(a[start], b[start])) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && same(a[a.length - 1 - end], b[b.length - 1 - end])) end++;
  const kinds = editScript(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return toHunks(a, b, ['='.repeat(start), kinds, '='.repeat(end)].join(''));
}

/** One letter per line: `=` kept, `-` removed, `+` added. */
function editScript(a: readonly Line[], b: readonly Line[]): string {
  const limit = Math.min(a.length + b.length, MAX_EDITS);
  const reach = new Map<number, number>([[1, 0]]);
  const trail: Map<number, number>[] = [];
  for (let edits = 0; edits <= limit; edits++) {
    trail.push(new Map(reach));
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
      let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && same(a[x], b[x - k])) x++;
      reach.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(trail, a.length, b.length);
    }
  }
  return '-'.repeat(a.length) + '+'.repeat(b.length);
}

function walkBack(trail: readonly Map<number, number>[], oldEnd: number, newEnd: number): string {
  const letters: string[] = [];
  let [x, y] = [oldEnd, newEnd];
  for (let edits = trail.length - 1; edits >= 0; edits--) {
    const reach = trail[edits] ?? new Map<number, number>();
    const k = x - y;
    const down = k === -edits || (k !== edits && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
    const before = down ? k + 1 : k - 1;
    const fromX = edits === 0 ? 0 : (reach.get(before) ?? 0);
    const fromY = edits === 0 ? 0 : fromX - before;
    while (x > fromX && y > fromY && (edits === 0 || x > fromX + (down ? 0 : 1) || y > fromY + (down ? 1 : 0))) {
      letters.push('=');
      x--;
      y--;
    }
    if (edits > 0) letters.push(down ? '+' : '-');
    [x, y] = [fromX, fromY];
  }
  return letters.reverse().join('');
}

function toHunks(a: readonly Line[], b: readonly Line[], letters: string): Hunk[] {
  const hunks: Hunk[] = [];
  let open: Hunk | null = null;
  let [oldLine, newLine] = [0, 0];
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at];
    const near = letter !== '=' || /[-+]/.test(letters.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1));
    if (near && !open)
      hunks.push((open = { oldStart: oldLine, oldCount: 0, newStart: newLine, newCount: 0, section: '', lines: [] }));
    const source = letter === '+' ? b[newLine] : a[oldLine];
    if (letter !== '+') oldLine++;
    if (letter !== '-') newLine++;
    if (!near) open = null;
    if (!open || !source) continue;
    const kind: DiffLine['kind'] = letter === '=' ? 'context' : letter === '+' ? 'added' : 'removed';
    open.lines.push({
      kind,
      oldLine: kind === 'added' ? null : oldLine,
      newLine: kind === 'removed' ? null : newLine,
      text: source.text,
      noNewline: source.noNewline,
    });
    if (kind !== 'added' && ++open.oldCount === 1) open.oldStart = oldLine;
    if (kind !== 'removed' && ++open.newCount === 1) open.newStart = newLine;
  }
  return hunks;
}

function same(a: Line | undefined, b: Line | undefined): boolean {
  return a !== undefined && b !== undefined && a.text === b.text && a.noNewline === b.noNewline;
}
