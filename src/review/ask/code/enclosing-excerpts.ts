import type { SourceSymbol } from '../../../syntax/list-symbols.js';
import { eachInTurns } from '../../../turns/each-in-turns.js';
import type { Excerpt } from '../prompt/chunk-parts.js';
import type { ChangedFile } from '../../types.js';
import { touchedLines, type LookedAt } from './look-at-change.js';
import { symbolsAround } from './symbols-around.js';

const LONGEST_WHOLE = 120;
const LONGEST_SIGNATURE = 12;
const WINDOW = 25;

/**
 * The function around each change, whole up to 120 lines, else its signature and a window; a class or type where no
 * function is around. What the diff shows anyway is left out.
 */
export async function enclosingExcerpts(
  { hunks }: Pick<ChangedFile, 'hunks'>,
  { path, lines, symbols }: LookedAt,
): Promise<Excerpt[]> {
  const wanted: [number, number][] = [];
  let last: {
    around: readonly SourceSymbol[];
    whole: SourceSymbol | undefined;
    inner: SourceSymbol | undefined;
  } | null = null;
  await eachInTurns(symbolsAround(symbols, touchedLines(hunks)), ([line, around]) => {
    if (lines[line - 1]?.trim() === '') return;
    const isNew: boolean = last?.around !== around;
    if (last === null || isNew) last = { around, ...toShow(around) };
    const { whole, inner } = last;
    if (whole) {
      if (isNew) wanted.push([whole.startLine, whole.endLine]);
    } else if (inner) {
      if (isNew)
        wanted.push([inner.startLine, Math.min(inner.signatureEndLine, inner.startLine + LONGEST_SIGNATURE - 1)]);
      wanted.push([Math.max(inner.startLine, line - WINDOW), Math.min(inner.endLine, line + WINDOW)]);
    }
  });
  const shown = new Set<number>();
  for (const hunk of hunks) for (const { newLine } of hunk.lines) if (newLine !== null) shown.add(newLine);
  return merged(wanted)
    .filter(([from, to]) =>
      lines.slice(from - 1, to).some((text, index) => text.trim() !== '' && !shown.has(from + index)),
    )
    .map(([from, to]) => ({ path, startLine: from, text: lines.slice(from - 1, to).join('\n') }));
}

/** The outermost symbol around a line that is short enough to be shown whole; else the innermost function. */
function toShow(around: readonly SourceSymbol[]) {
  const functions = around.filter(({ kind }) => kind === 'function' || kind === 'method');
  return { whole: (functions.length > 0 ? functions : around).find(isShort), inner: functions.at(-1) };
}

function isShort({ startLine, endLine }: SourceSymbol): boolean {
  return endLine - startLine < LONGEST_WHOLE;
}

function merged(ranges: readonly [number, number][]): [number, number][] {
  const result: [number, number][] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
