import { describe, expect, it } from 'vitest';
import { enclosingSymbols } from '../../src/syntax/enclosing-symbols.js';
import type { SourceSymbol } from '../../src/syntax/list-symbols.js';

const symbol = (name: string, startLine: number, endLine: number): SourceSymbol => ({
  name,
  kind: 'function',
  container: null,
  startLine,
  endLine,
  signatureEndLine: startLine,
});
const symbols = [symbol('Store', 2, 20), symbol('find', 4, 10), symbol('parse', 6, 7), symbol('save', 12, 18)];

describe('enclosingSymbols', () => {
  it.each([
    ['the innermost', [6], ['parse']],
    ['each once, in the order of the file', [17, 5, 4, 12], ['find', 'save']],
    ['the class between its methods', [11], ['Store']],
    ['none outside', [1, 21], []],
  ])('takes %s', (_, lines, expected) => {
    expect(enclosingSymbols(symbols, lines).map(({ name }) => name)).toEqual(expected);
  });
});
