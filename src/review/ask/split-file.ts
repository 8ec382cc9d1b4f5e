import type { DiffLine, Hunk } from '../../diff/types.js';
import type { ChangedFile } from '../types.js';

interface Budget {
  tokensOf(file: ChangedFile): number;
  tokensPerChunk: number;
}

/**
 * A changed file in parts that each fit into a chunk: between its hunks, and within a hunk that is too large between
 * its lines. `lost` says what fits nowhere (one line that is larger than a chunk), or is null. Pure.
 */
export function splitFile(file: ChangedFile, budget: Budget): { parts: ChangedFile[]; lost: string | null } {
  const sizeOf = (hunks: Hunk[]) => budget.tokensOf({ ...file, hunks });
  const fits = (hunks: Hunk[]) => sizeOf(hunks) <= budget.tokensPerChunk;
  if (file.hunks.length === 0) return { parts: [], lost: 'it is too large for a request' };
  const parts: { hunks: Hunk[]; size: number }[] = [];
  let lost = 0;
  const head = sizeOf([]);
  // Each hunk is measured once, however many stand in a part before it.
  for (const hunk of file.hunks.flatMap((one) => splitHunk(one, fits))) {
    const last = parts.at(-1);
    const size = sizeOf([hunk]);
    if (size > budget.tokensPerChunk) lost += hunk.lines.length;
    else if (last && last.size + size - head <= budget.tokensPerChunk) {
      last.hunks.push(hunk);
      last.size += size - head;
    } else parts.push({ hunks: [hunk], size });
  }
  const total = file.hunks.reduce((sum, { lines }) => sum + lines.length, 0);
  return {
    parts: parts.map(({ hunks }) => ({ ...file, hunks })),
    lost: lost === 0 ? null : `${lost} of ${total} lines of its diff are too large for a request`,
  };
}

/** Halves until each half fits; a single line is never cut. */
function splitHunk(hunk: Hunk, fits: (hunks: Hunk[]) => boolean): Hunk[] {
  if (hunk.lines.length <= 1 || fits([hunk])) return [hunk];
  const middle = hunk.lines.length >> 1;
  return [hunk.lines.slice(0, middle), hunk.lines.slice(middle)]
    .map((lines, half) => pieceOf(hunk, lines, half === 0 ? [] : hunk.lines.slice(0, middle)))
    .flatMap((half) => splitHunk(half, fits));
}

/** As in a patch, the start of a side without lines is the line before it. */
function pieceOf(hunk: Hunk, lines: DiffLine[], before: readonly DiffLine[]): Hunk {
  const [oldCount, newCount] = [countOf(lines, 'added'), countOf(lines, 'removed')];
  const start = (from: number, all: number, skipped: number, count: number) =>
    all === 0 ? from : from + skipped - (count === 0 ? 1 : 0);
  return {
    ...hunk,
    oldStart: start(hunk.oldStart, hunk.oldCount, countOf(before, 'added'), oldCount),
    newStart: start(hunk.newStart, hunk.newCount, countOf(before, 'removed'), newCount),
    oldCount,
    newCount,
    lines,
  };
}

/** Lines of one side: all but those of the other side's kind. */
function countOf(lines: readonly DiffLine[], other: DiffLine['kind']): number {
  return lines.filter(({ kind }) => kind !== other).length;
}
