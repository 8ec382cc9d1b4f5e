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
  const head = budget.tokensOf({ ...file, hunks: [] });
  // Each hunk is measured once: measuring whole parts again and again takes a time that grows with its square.
  const costOf = (hunk: Hunk) => budget.tokensOf({ ...file, hunks: [hunk] }) - head;
  const room = budget.tokensPerChunk - head;
  if (file.hunks.length === 0) return { parts: [], lost: 'it is too large for a request' };
  const parts: { hunks: Hunk[]; cost: number }[] = [];
  let lost = 0;
  for (const { hunk, cost } of file.hunks.flatMap((one) => splitHunk(one, costOf, room))) {
    const last = parts.at(-1);
    if (cost > room) lost += hunk.lines.length;
    else if (last && last.cost + cost <= room) {
      last.hunks.push(hunk);
      last.cost += cost;
    } else parts.push({ hunks: [hunk], cost });
  }
  const total = file.hunks.reduce((sum, { lines }) => sum + lines.length, 0);
  return {
    parts: parts.map(({ hunks }) => ({ ...file, hunks })),
    lost: lost === 0 ? null : `${lost} of ${total} lines of its diff are too large for a request`,
  };
}

/** Halves until each half fits; a single line is never cut. */
function splitHunk(hunk: Hunk, costOf: (hunk: Hunk) => number, room: number): { hunk: Hunk; cost: number }[] {
  const cost = costOf(hunk);
  if (hunk.lines.length <= 1 || cost <= room) return [{ hunk, cost }];
  const middle = hunk.lines.length >> 1;
  return [hunk.lines.slice(0, middle), hunk.lines.slice(middle)]
    .map((lines, half) => pieceOf(hunk, lines, half === 0 ? [] : hunk.lines.slice(0, middle)))
    .flatMap((half) => splitHunk(half, costOf, room));
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
