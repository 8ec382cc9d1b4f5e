import type { SymbolNode } from '../types.js';

/**
 * The symbols in whose lines of the base something changes: of several around one line the innermost, so that a method
 * counts and its class does not. `lines` are the removed lines of a file, and those before additions. Pure.
 */
export function changedSymbols(
  symbols: readonly SymbolNode[],
  lines: ReadonlyMap<string, readonly number[]>,
): SymbolNode[] {
  return [...lines].flatMap(([path, changed]) =>
    innermost(
      symbols.filter((symbol) => symbol.path === path),
      changed,
    ),
  );
}

/**
 * The smallest take their lines first. A diff may have 100,000 lines, and a file 2,000 symbols: each line goes once.
 */
function innermost(symbols: readonly SymbolNode[], changed: readonly number[]): SymbolNode[] {
  const found = new Set<SymbolNode>();
  const left = changed.toSorted((a, b) => a - b);
  for (const symbol of symbols.toSorted((a, b) => a.endLine - a.startLine - (b.endLine - b.startLine))) {
    const from = placeOf(symbol.startLine, left);
    const taken = left.splice(from, placeOf(symbol.endLine + 1, left) - from);
    if (taken.length > 0) found.add(symbol);
  }
  return symbols.filter((symbol) => found.has(symbol));
}

/** Where the first of these sorted lines stands that is no smaller. */
function placeOf(line: number, lines: readonly number[]): number {
  let [from, to] = [0, lines.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((lines[middle] ?? Infinity) < line) from = middle + 1;
    else to = middle;
  }
  return from;
}
