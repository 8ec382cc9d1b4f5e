import type { SourceSymbol } from '../../../syntax/list-symbols.js';
import { isTestPath } from '../../../syntax/paths/test-path.js';
import { eachInTurns } from '../../../turns/each-in-turns.js';
import type { ChangedFile } from '../../types.js';
import type { Excerpt } from '../prompt/chunk-parts.js';
import { excerptOf, linesBetween } from './excerpt-of.js';
import { type LookedAt } from './look-at-change.js';
import { symbolsAround } from './symbols-around.js';

const LONGEST_WHOLE = 120;
const LONGEST_SIGNATURE = 12;
const WINDOW = 30;
const MOST_ENDS = 60;
const LONGEST_LINE = 300;
/** What a function gives or throws; not in a comment. */
const ENDS = /^(?!\s*(?:\/\/|\*|#|\/\*)).*(?:(?<![\w$.'"`])(?:return|throw|raise)(?![\w$'"`])|\bpanic!?\()/;

/**
 * The function around each change, whole up to 120 lines; of a longer one its head, 30 lines around each changed part,
 * and every line that returns or throws. A class or type where no function is around. What the diff shows anyway is left
 * out, of a test line by line.
 */
export async function enclosingExcerpts(
  { hunks }: Pick<ChangedFile, 'hunks'>,
  { path, lines, symbols, touched }: Pick<LookedAt, 'path' | 'lines' | 'symbols' | 'touched'>,
): Promise<Excerpt[]> {
  const wanted: Range[] = [];
  // A change may go in and out of a function many times.
  const framed = new Set<SourceSymbol>();
  let ends: readonly number[] | null = null;
  let last: { around: readonly SourceSymbol[] } & ReturnType<typeof toShow> = { around: [], whole: null, long: null };
  await eachInTurns(symbolsAround(symbols, touched), ([line, around]) => {
    if (lines[line - 1]?.trim() === '') return;
    const isNew = last.around !== around;
    if (isNew) last = { around, ...toShow(around) };
    const { whole, long } = last;
    if (whole) {
      if (isNew) wanted.push({ piece: whole.startLine, from: whole.startLine, to: whole.endLine });
    } else if (long) {
      const { startLine, endLine } = long;
      if (!framed.has(long)) wanted.push(...frameOf(long, (ends ??= endsOf(lines))));
      framed.add(long);
      wanted.push({
        piece: startLine,
        from: Math.max(startLine, line - WINDOW),
        to: Math.min(endLine, line + WINDOW),
      });
    }
  });
  const shown = new Set<number>();
  for (const hunk of hunks)
    await eachInTurns(hunk.lines, ({ newLine }) => {
      if (newLine !== null) shown.add(newLine);
    });
  const isTest = isTestPath(path);
  const isNew = (line: number) => !shown.has(line) && (lines[line - 1] ?? '').trim() !== '';
  const excerpts: Excerpt[] = [];
  await eachInTurns(piecesOf(wanted), (ranges) => {
    const numbers = ranges.flatMap(({ from, to }) => [...linesBetween(from, to)]);
    if (!numbers.some(isNew)) return;
    const excerpt = excerptOf({ path, lines }, isTest ? numbers.filter((line) => !shown.has(line)) : numbers);
    if (excerpt) excerpts.push(excerpt);
  });
  return excerpts;
}

/** Lines, and the first one of the function that they belong to. */
interface Range {
  piece: number;
  from: number;
  to: number;
}

/** The outermost symbol around a line that is short enough to be shown whole; else the innermost function. */
function toShow(around: readonly SourceSymbol[]): { whole: SourceSymbol | null; long: SourceSymbol | null } {
  const functions = around.filter(({ kind }) => kind === 'function' || kind === 'method');
  const whole = (functions.length > 0 ? functions : around).find(isShort) ?? null;
  return { whole, long: functions.at(-1) ?? null };
}

/** The lines of a file that return or throw, in order. Once for a file: its functions may lie in each other. */
function endsOf(lines: readonly string[]): number[] {
  return lines.flatMap((text, index) => (ENDS.test(text.slice(0, LONGEST_LINE)) ? [index + 1] : []));
}

/** The head of a long function and the lines with which it may end. */
function* frameOf({ startLine, signatureEndLine, endLine }: SourceSymbol, ends: readonly number[]): Generator<Range> {
  const head = Math.min(signatureEndLine, startLine + LONGEST_SIGNATURE - 1);
  yield { piece: startLine, from: startLine, to: head };
  const first = firstAfter(ends, signatureEndLine);
  for (const line of ends.slice(first, first + MOST_ENDS)) {
    if (line > endLine) break;
    yield { piece: startLine, from: line, to: line };
  }
}

/** Where the numbers that are larger than one begin. */
function firstAfter(sorted: readonly number[], number: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] ?? 0) > number) to = middle;
    else from = middle + 1;
  }
  return from;
}

function isShort({ startLine, endLine }: SourceSymbol): boolean {
  return endLine - startLine < LONGEST_WHOLE;
}

/** The ranges of each piece, in their order, without overlaps; pieces that overlap are one. */
function piecesOf(ranges: readonly Range[]): Range[][] {
  const pieces: Range[][] = [];
  let last: Range | null = null;
  for (const { piece, from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    if (last && (from <= last.to || (piece === last.piece && from === last.to + 1))) {
      last.to = Math.max(last.to, to);
      continue;
    }
    const isSame = last !== null && last.piece === piece;
    last = { piece, from, to };
    if (isSame) pieces.at(-1)?.push(last);
    else pieces.push([last]);
  }
  return pieces;
}
