import type { SymbolNode } from '../types.js';

/**
 * The symbols in whose lines of the base something changes: of several around one line the innermost, so that a method
 * counts and its class does not. `lines` are the removed lines of a file, and those before additions. Pure.
 */
export function changedSymbols(
  symbols: readonly SymbolNode[],
  lines: ReadonlyMap<string, readonly number[]>,
): SymbolNode[] {
  const found = new Set<SymbolNode>();
  for (const [path, changed] of lines) {
    const ofFile = symbols.filter((symbol) => symbol.path === path);
    for (const line of changed) {
      const [innermost] = ofFile
        .filter(({ startLine, endLine }) => startLine <= line && line <= endLine)
        .toSorted((a, b) => a.endLine - a.startLine - (b.endLine - b.startLine));
      if (innermost !== undefined) found.add(innermost);
    }
  }
  return [...found];
}
