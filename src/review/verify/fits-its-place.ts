/** Lines above and below that a replacement is compared with. */
const MOST_DOUBLED = 6;
const TRAILING_COMMENT = /(?<=\S)\s+(?:\/\/|#|--|\/\*)\s.*$/;

/** A replacement at its place: lines without line ends. */
export interface Placed {
  /** Lines of the head, 1-based `startLine` to `endLine` are replaced. */
  lines: readonly string[];
  startLine: number;
  endLine: number;
  fresh: readonly string[];
}

/**
 * Why a replacement would not do at its place what its author means, though it may parse; null: nothing speaks against
 * it. It repeats what stands above or below its range (then the line would be there twice), or its first line has
 * another indentation than the line it replaces, unless the same lines move as one block.
 */
export function whyMisplaced({ lines, startLine, endLine, fresh }: Placed): string | null {
  const old = lines.slice(startLine - 1, endLine);
  if (fresh.every(isBlank)) return null;
  const above = lines.slice(Math.max(0, startLine - 1 - MOST_DOUBLED), startLine - 1);
  if (doubles(above.toReversed(), fresh, old))
    return 'it repeats the line above its range: leave that line out, or widen the range';
  const below = lines.slice(endLine, endLine + MOST_DOUBLED);
  if (doubles(below, fresh.toReversed(), old.toReversed()))
    return 'it repeats the line below its range: leave that line out, or widen the range';
  const [wanted, given] = [indentOf(old), indentOf(fresh)];
  if (wanted === null || given === null || wanted === given || isSameBlock(old, fresh)) return null;
  return 'its first line is not indented like the line it replaces';
}

/**
 * Whether `fresh` begins with the lines next to the range, the nearest of them last. `near` goes away from the range;
 * seen from below, `fresh` and `old` are turned round. What stood twice before may do so again.
 */
function doubles(near: readonly string[], fresh: readonly string[], old: readonly string[]): boolean {
  for (let count = 1; count <= Math.min(near.length, fresh.length); count++) {
    const expected = near.slice(0, count).toReversed();
    const same = (lines: readonly string[]) => expected.every((line, index) => bare(line) === bare(lines[index] ?? ''));
    if (!same(fresh)) continue;
    if (expected.some((line, index) => saysSomething(line) || isSame(line, fresh[index]))) return !same(old);
  }
  return false;
}

/** A brace or an `end` of the same indentation closes the same block. */
function isSame(line: string, other: string | undefined): boolean {
  return !isBlank(line) && line.trimEnd() === other?.trimEnd();
}

/** Braces and ends stand below each other all the time. */
function saysSomething(line: string): boolean {
  return /[\p{L}\p{N}]/u.test(bare(line)) && !/^(?:end|else|fi|done|pass|begin|try|do)\b[:;{]?$/i.test(bare(line));
}

function bare(line: string): string {
  return line.trim().replace(TRAILING_COMMENT, '');
}

function indentOf(lines: readonly string[]): string | null {
  const first = lines.find((line) => !isBlank(line));
  return first === undefined ? null : (/^[\t ]*/.exec(first)?.[0] ?? '');
}

function isSameBlock(old: readonly string[], fresh: readonly string[]): boolean {
  const words = (lines: readonly string[]) => lines.filter((line) => !isBlank(line)).map((line) => line.trim());
  const [before, after] = [words(old), words(fresh)];
  return before.length === after.length && before.every((line, index) => line === after[index]);
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}
