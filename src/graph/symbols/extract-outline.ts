import type { Tree } from 'web-tree-sitter';
import type { Language } from '../../syntax/language-of.js';
import { listImports } from '../../syntax/list-imports.js';
import { listSymbols, type SourceSymbol } from '../../syntax/list-symbols.js';
import { LONGEST_NAME } from '../types.js';
import { contractHash, NO_CONTRACT } from './contract-of.js';
import type { Contract, FileFacts, SymbolFact } from './file-facts.js';

const LONGEST_SIGNATURE = 300;

/**
 * The symbols of a file of a language whose calls are not followed. What is written before a body is its contract as a
 * whole: parameters are not told apart.
 */
export function extractOutline(path: string, language: Language, text: string, tree: Tree): FileFacts {
  const lines = text.split('\n');
  const symbols: SymbolFact[] = [];
  const open: { index: number; name: string; endLine: number }[] = [];
  const known = new Set<string>();
  for (const one of listSymbols(language, tree)) {
    while ((open.at(-1)?.endLine ?? Number.POSITIVE_INFINITY) < one.startLine) open.pop();
    // Rust and C++ write the owner at the symbol: it need not stand around it.
    const around = open.findLast(({ name }) => name === one.container);
    const container = around?.index ?? -1;
    const outer = symbols[container]?.qualifiedName ?? one.container;
    const qualifiedName = outer === null ? one.name : `${outer}.${one.name}`;
    const key = `${one.kind} ${qualifiedName}`;
    open.push({ index: symbols.length, name: one.name, endLine: one.endLine });
    if (known.has(key) || Buffer.byteLength(qualifiedName) > LONGEST_NAME) {
      open.pop();
      continue;
    }
    known.add(key);
    symbols.push(symbolFact(one, qualifiedName, container, lines));
  }
  const imports = listImports(language, tree).map((specifier) => ({ specifier, imported: null, line: 1 }));
  const nothing = { fields: [], exports: [], heritage: [], calls: [], types: [] };
  return { path, language, symbols, imports, packageName: null, ...nothing };
}

function symbolFact(one: SourceSymbol, qualifiedName: string, container: number, lines: readonly string[]): SymbolFact {
  const { name, kind, startLine, endLine, signatureEndLine } = one;
  const before = lines.slice(startLine - 1, Math.min(signatureEndLine, startLine + 20)).join(' ');
  const signature = before
    .replace(/^\s*(?:#\[[^\]]*\]\s*|@\w+(?:\([^)]*\))?\s+)*/, '')
    .replace(/\s*(?:\{.*|;)?\s*$/s, '')
    .replaceAll(/\s+/g, ' ')
    .slice(0, LONGEST_SIGNATURE);
  const visibility = /\b(private|protected)\b/.exec(signature)?.[1] === 'private' ? 'private' : 'public';
  const contract: Contract = { ...NO_CONTRACT, visibility, shape: signature };
  return {
    name,
    qualifiedName,
    kind,
    container,
    isStatic: false,
    signature,
    startLine,
    endLine,
    exported: /\b(?:pub|public)\b/.test(signature),
    contract,
    contractHash: contractHash(kind, contract),
    returns: null,
    value: null,
  };
}
