import type { SourceSymbol } from '../../../syntax/list-symbols.js';

/** Deeper ones say no more about a line. */
const MOST_AROUND = 50;

/**
 * The symbols around each of some lines, in the order of `symbols` (as they begin, outer before inner), by walking once
 * through both. Of more than fifty around one line those that begin last.
 */
export function symbolsAround(
  symbols: readonly SourceSymbol[],
  lines: Iterable<number>,
): Map<number, readonly SourceSymbol[]> {
  const begins = symbols.toSorted((a, b) => a.startLine - b.startLine);
  const around = new Map<number, readonly SourceSymbol[]>();
  let open: SourceSymbol[] = [];
  let next = 0;
  for (const line of [...lines].toSorted((a, b) => a - b)) {
    for (let symbol = begins[next]; symbol && symbol.startLine <= line; symbol = begins[++next]) open.push(symbol);
    open = open.filter(({ endLine }) => endLine >= line).slice(-MOST_AROUND);
    around.set(line, [...open]);
  }
  return around;
}
