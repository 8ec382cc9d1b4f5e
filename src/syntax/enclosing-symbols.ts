import type { SourceSymbol } from './list-symbols.js';

/** The innermost symbol around each of the lines (1-based), each once, in the order of the file. Pure. */
export function enclosingSymbols(symbols: readonly SourceSymbol[], lines: Iterable<number>): SourceSymbol[] {
  const found = new Set<SourceSymbol>();
  for (const line of lines) {
    let inner: SourceSymbol | null = null;
    for (const symbol of symbols) {
      if (symbol.startLine > line || symbol.endLine < line) continue;
      if (inner === null || lengthOf(symbol) <= lengthOf(inner)) inner = symbol;
    }
    if (inner !== null) found.add(inner);
  }
  return symbols.filter((symbol) => found.has(symbol));
}

function lengthOf({ startLine, endLine }: SourceSymbol): number {
  return endLine - startLine;
}
