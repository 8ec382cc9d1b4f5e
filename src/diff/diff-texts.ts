import { createPauses } from '../turns/create-pauses.js';
import { splitLines, type Lines } from './split-lines.js';
import type { DiffLine, Hunk } from './types.js';

const CONTEXT = 3;
/** Edits beyond which the middle is shown as one replacement: keeps time and memory bounded on rewritten files. */
const MAX_EDITS = 1_000;
/** Lines between the common ends beyond which the same is done. */
const MAX_LINES = 200_000;
/** Comparisons beyond which the same is done: many lines with few edits between them cost as much as many edits. */
const MAX_STEPS = 2_000_000;

/** Lines, or comparisons of them, between two places where the work may be left for a while. */
const STEP = 2_000;

/**
 * Line diff of two texts with three lines of context, as `git diff` shows it: rebuilds a patch that GitHub left out.
 * Greedy shortest edit script (Myers 1986) between the common start and end; over 1,000 edits one replacement. Gives
 * way to others meanwhile: texts of 100,000 lines take long.
 */
export async function diffTexts(oldText: string, newText: string): Promise<Hunk[]> {
  const steps = diffSteps(oldText, newText);
  const pause = createPauses();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await pause();
  }
}

/** The same, a step at a time. */
export function* diffSteps(oldText: string, newText: string): Generator<void, Hunk[]> {
  const a = splitLines(oldText);
  yield;
  const b = splitLines(newText);
  yield;
  const most = Math.min(a.texts.length, b.texts.length);
  let start = 0;
  while (start < most && same(a, start, b, start)) start++;
  let end = 0;
  while (end < most - start && same(a, a.texts.length - 1 - end, b, b.texts.length - 1 - end)) end++;
  const [old, fresh] = [a.texts.length - start - end, b.texts.length - start - end];
  const kinds =
    old + fresh > MAX_LINES
      ? '-'.repeat(old) + '+'.repeat(fresh)
      : yield* editScript(...(yield* numbered(a, b, start, end)));
  return yield* toHunks(a, b, ['='.repeat(start), kinds, '='.repeat(end)].join(''));
}

function same(a: Lines, at: number, b: Lines, other: number): boolean {
  return a.texts[at] === b.texts[other] && isCut(a, at) === isCut(b, other);
}

/** Whether the line is the last one and has no line feed. */
function isCut({ texts, noNewline }: Lines, at: number): boolean {
  return noNewline && at === texts.length - 1;
}

/**
 * One number for each text of a line between the common ends: comparing long lines that are alike costs no more than
 * others.
 */
function* numbered(a: Lines, b: Lines, start: number, end: number): Generator<void, [Int32Array, Int32Array]> {
  const numbers = new Map<string, number>();
  function* numbersOf(lines: Lines): Generator<void, Int32Array> {
    const found = new Int32Array(lines.texts.length - start - end);
    for (let index = 0; index < found.length; index++) {
      const text = lines.texts[start + index] ?? '';
      const key = isCut(lines, start + index) ? `${text}\n` : text;
      const known = numbers.get(key) ?? numbers.size;
      numbers.set(key, known);
      found[index] = known;
      if (index % STEP === 0) yield;
    }
    return found;
  }
  return [yield* numbersOf(a), yield* numbersOf(b)];
}

/** One letter per line: `=` kept, `-` removed, `+` added. */
function* editScript(a: Int32Array, b: Int32Array): Generator<void, string> {
  const replaced = '-'.repeat(a.length) + '+'.repeat(b.length);
  const limit = Math.min(a.length + b.length, MAX_EDITS);
  const reach = new Int32Array(2 * limit + 3);
  const trail: Int32Array[] = [];
  let steps = 0;
  let paused = 0;
  for (let edits = 0; edits <= limit; edits++) {
    trail.push(reach.slice(limit - edits, limit + edits + 3));
    if (steps - paused > STEP) {
      paused = steps;
      yield;
    }
    for (let k = -edits; k <= edits; k += 2) {
      const [below = 0, above = 0] = [reach[limit + k], reach[limit + k + 2]];
      let x = k === -edits || (k !== edits && below < above) ? above : below + 1;
      const from = x;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      steps += 1 + x - from;
      if (steps > MAX_STEPS) return replaced;
      reach[limit + k + 1] = x;
      if (x >= a.length && x - k >= b.length) return yield* walkBack(trail, a.length, b.length);
    }
  }
  return replaced;
}

/**
 * `trail` holds how far each diagonal reached before each edit, from the one below the lowest to the one above the
 * highest.
 */
function* walkBack(trail: readonly Int32Array[], oldEnd: number, newEnd: number): Generator<void, string> {
  const letters: string[] = [];
  let [x, y] = [oldEnd, newEnd];
  for (let edits = trail.length - 1; edits >= 0; edits--) {
    if (edits % STEP === 0) yield;
    const at = (diagonal: number): number => trail[edits]?.[edits + diagonal + 1] ?? 0;
    const k = x - y;
    const down = k === -edits || (k !== edits && at(k - 1) < at(k + 1));
    const before = down ? k + 1 : k - 1;
    const fromX = edits === 0 ? 0 : at(before);
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

function* toHunks(a: Lines, b: Lines, letters: string): Generator<void, Hunk[]> {
  const hunks: Hunk[] = [];
  let [oldLine, newLine, at] = [0, 0, 0];
  for (let edit = nextEdit(letters, 0); edit !== -1; edit = nextEdit(letters, at)) {
    // What is far from every edit is passed over at once.
    const skipped = Math.max(0, edit - CONTEXT - at);
    at += skipped;
    oldLine += skipped;
    newLine += skipped;
    const hunk: Hunk = { oldStart: oldLine, oldCount: 0, newStart: newLine, newCount: 0, section: '', lines: [] };
    hunks.push(hunk);
    for (let last = edit; at < letters.length && at <= last + CONTEXT; at++) {
      if (at % STEP === 0) yield;
      const kind = KINDS[letters.charAt(at)] ?? 'context';
      if (kind === 'context') {
        const next = at > last ? nextEdit(letters.slice(at, at + CONTEXT + 1), 0) : -1;
        if (next !== -1) last = at + next;
      } else last = at;
      if (at > last + CONTEXT) break;
      if (kind !== 'added') oldLine++;
      if (kind !== 'removed') newLine++;
      const [lines, place] = kind === 'added' ? [b, newLine - 1] : [a, oldLine - 1];
      hunk.lines.push({
        kind,
        oldLine: kind === 'added' ? null : oldLine,
        newLine: kind === 'removed' ? null : newLine,
        text: lines.texts[place] ?? '',
        noNewline: isCut(lines, place),
      });
      if (kind !== 'added' && ++hunk.oldCount === 1) hunk.oldStart = oldLine;
      if (kind !== 'removed' && ++hunk.newCount === 1) hunk.newStart = newLine;
    }
  }
  return hunks;
}

const KINDS: Readonly<Record<string, DiffLine['kind']>> = { '+': 'added', '-': 'removed' };

function nextEdit(letters: string, from: number): number {
  const edit = /[-+]/g;
  edit.lastIndex = from;
  return edit.exec(letters)?.index ?? -1;
}
