import type { SourceSymbol } from '../../../syntax/list-symbols.js';
import type { Excerpt } from '../prompt/chunk-parts.js';
import type { ChangedFile } from '../../types.js';
import { touchedLines, type LookedAt } from './look-at-change.js';
import { symbolsAround } from './symbols-around.js';

const LONGEST_WHOLE = 120;
const LONGEST_SIGNATURE = 12;
const WINDOW = 25;

/**
 * The function around each change, whole up to 120 lines, else its signature and a window; a class or type where no function is
 * around. What the diff shows anyway is left out. Pure.
 */
export function enclosingExcerpts(
  { hunks }: Pick<ChangedFile, 'hunks'>,
  { path, lines, symbols }: LookedAt,
): Excerpt[] {
  const wanted: [number, number][] = [];
  for (const [line, around] of symbolsAround(symbols, touchedLines(hunks))) {
    if (lines[line - 1]?.trim() === '') continue;
    const functions = around.filter(({ kind }) => kind === 'function' || kind === 'method');
    const fitting = (functions.length > 0 ? functions : around).filter(isShort);
    const [whole] = fitting;
    const inner = functions.at(-1);
    if (whole) wanted.push([whole.startLine, whole.endLine]);
    else if (inner) {
      wanted.push([inner.startLine, Math.min(inner.signatureEndLine, inner.startLine + LONGEST_SIGNATURE - 1)]);
      wanted.push([Math.max(inner.startLine, line - WINDOW), Math.min(inner.endLine, line + WINDOW)]);
    }
  }
  const shown = new Set(hunks.flatMap((hunk) => hunk.lines.flatMap(({ newLine }) => newLine ?? [])));
  return merged(wanted)
    .filter(([from, to]) =>
      lines.slice(from - 1, to).some((text, index) => text.trim() !== '' && !shown.has(from + index)),
    )
    .map(([from, to]) => ({ path, startLine: from, text: lines.slice(from - 1, to).join('\n') }));
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
