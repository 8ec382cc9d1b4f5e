import { DiffParseError } from './diff-parse-error.js';
import type { DiffLine, Hunk } from './types.js';

const HEADER = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)$/s;

/**
 * Reads consecutive hunks from `lines` (split at LF only, so that a CR stays part of its line), beginning at `start`.
 * The counts of the header, not the first character of a line, decide where a hunk ends: code may begin with `--- ` or
 * `@@`. Returns the hunks and the index of the first line that belongs to none. Throws DiffParseError for a hunk that
 * is cut, miscounted, out of order, or part of a combined diff.
 */
export function parseHunks(lines: readonly string[], start: number): { hunks: Hunk[]; next: number } {
  const hunks: Hunk[] = [];
  let at = start;
  while (lines[at]?.startsWith('@@')) {
    const { hunk, next } = parseHunk(lines, at);
    const before = hunks.at(-1);
    if (
      before &&
      (overlaps(before.oldStart, before.oldCount, hunk.oldStart, hunk.oldCount) ||
        overlaps(before.newStart, before.newCount, hunk.newStart, hunk.newCount))
    ) {
      throw new DiffParseError(at + 1, 'this hunk overlaps the one before it');
    }
    hunks.push(hunk);
    at = next;
  }
  return { hunks, next: at };
}

function parseHunk(lines: readonly string[], start: number): { hunk: Hunk; next: number } {
  const header = HEADER.exec(lines[start] ?? '');
  if (!header) throw new DiffParseError(start + 1, 'this is no hunk header of a two-way diff');
  const [oldStart, oldCount, newStart, newCount] = [header[1], header[2] ?? '1', header[3], header[4] ?? '1'].map(
    Number,
  ) as [number, number, number, number];
  const hunk: Hunk = { oldStart, oldCount, newStart, newCount, section: header[5] ?? '', lines: [] };
  let [oldLeft, newLeft, oldLine, newLine, at] = [oldCount, newCount, oldStart, newStart, start + 1];
  while (oldLeft > 0 || newLeft > 0) {
    const raw = lines[at];
    if (raw === undefined) throw new DiffParseError(at, 'the hunk ends before its counts are reached');
    const kind = kindOf(raw);
    if (raw.startsWith('\\')) {
      markNoNewline(hunk.lines, at);
    } else if (kind === null) {
      throw new DiffParseError(at + 1, 'a line of a hunk begins with a space, +, - or \\');
    } else {
      hunk.lines.push({
        kind,
        oldLine: kind === 'added' ? null : oldLine++,
        newLine: kind === 'removed' ? null : newLine++,
        text: raw.slice(1),
        noNewline: false,
      });
      if (kind !== 'added') oldLeft--;
      if (kind !== 'removed') newLeft--;
      if (oldLeft < 0 || newLeft < 0)
        throw new DiffParseError(at + 1, 'the hunk has more lines than its header counts');
    }
    at++;
  }
  while (lines[at]?.startsWith('\\ ')) markNoNewline(hunk.lines, at++);
  return { hunk, next: at };
}

function kindOf(raw: string): DiffLine['kind'] | null {
  if (raw.startsWith(' ') || raw === '') return 'context';
  if (raw.startsWith('+')) return 'added';
  return raw.startsWith('-') ? 'removed' : null;
}

function markNoNewline(lines: DiffLine[], at: number): void {
  const last = lines.at(-1);
  if (!last || last.noNewline) throw new DiffParseError(at + 1, '"No newline at end of file" follows no line');
  last.noNewline = true;
}

/**
 * A side of count 0 is a place after its start line (unified format), so it ends there and the next line may follow.
 */
function overlaps(start: number, count: number, nextStart: number, nextCount: number): boolean {
  const last = count === 0 ? start : start + count - 1;
  const first = nextCount === 0 ? nextStart + 1 : nextStart;
  return first <= last;
}
