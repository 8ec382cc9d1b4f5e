import type { SourceSymbol } from './list-symbols.js';

/** More symbols than this do not begin on one line that people write. */
const MOST_ON_A_LINE = 20;

/** The innermost symbol around each of the lines (1-based), each once, in the order of the file. Pure. */
export function enclosingSymbols(symbols: readonly SourceSymbol[], lines: Iterable<number>): SourceSymbol[] {
  const found = new Set<SourceSymbol>();
  const sorted = symbols.toSorted((a, b) => a.startLine - b.startLine);
  // Symbols stand in each other: of those that are open, the innermost are the last.
  const open: SourceSymbol[] = [];
  let next = 0;
  for (const line of [...lines].toSorted((a, b) => a - b)) {
    for (let symbol = sorted[next]; symbol && symbol.startLine <= line; symbol = sorted[++next]) {
      while ((open.at(-1)?.endLine ?? line) < symbol.startLine) open.pop();
      open.push(symbol);
    }
    while ((open.at(-1)?.endLine ?? line) < line) open.pop();
    let inner: SourceSymbol | null = null;
    for (const symbol of open.slice(-MOST_ON_A_LINE)) {
      if (symbol.endLine >= line && (inner === null || lengthOf(symbol) <= lengthOf(inner))) inner = symbol;
    }
    if (inner !== null) found.add(inner);
  }
  return symbols.filter((symbol) => found.has(symbol));
}

function lengthOf({ startLine, endLine }: SourceSymbol): number {
  return endLine - startLine;
}
