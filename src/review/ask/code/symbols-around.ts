import type { SourceSymbol } from '../../../syntax/list-symbols.js';

/** Deeper ones say no more about a line. */
const MOST_AROUND = 50;

/**
 * The symbols around each of some lines, in the order of `symbols` (as they begin, outer before inner), by walking once
 * through both. Of more than fifty around one line those that begin last. Lines with the same symbols share one list.
 */
export function* symbolsAround(
  symbols: readonly SourceSymbol[],
  lines: Iterable<number>,
): Generator<[number, readonly SourceSymbol[]]> {
  const begins = symbols.toSorted((a, b) => a.startLine - b.startLine);
  let open: SourceSymbol[] = [];
  /** The last line on which all that are open still are. */
  let same = 0;
  let next = 0;
  for (const line of [...lines].toSorted((a, b) => a - b)) {
    const begun: SourceSymbol[] = [];
    for (let symbol = begins[next]; symbol && symbol.startLine <= line; symbol = begins[++next]) begun.push(symbol);
    if (begun.length > 0 || line > same) {
      open = [...open, ...begun].filter(({ endLine }) => endLine >= line).slice(-MOST_AROUND);
      same = open.reduce((least, { endLine }) => Math.min(least, endLine), Infinity);
    }
    yield [line, open];
  }
}
