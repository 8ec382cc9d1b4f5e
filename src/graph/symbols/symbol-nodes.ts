import type { SymbolEdge, SymbolNode } from '../types.js';
import { contractHash, NO_CONTRACT } from './contract-of.js';
import type { FileFacts } from './file-facts.js';
import { TOP_LEVEL } from './resolve-file.js';

/** The nodes of a file's symbols. */
export function symbolNodes({ path, symbols }: Pick<FileFacts, 'path' | 'symbols'>): SymbolNode[] {
  return symbols.map((symbol) => ({
    path,
    qualifiedName: symbol.qualifiedName,
    kind: symbol.kind,
    signature: symbol.signature,
    startLine: symbol.startLine,
    endLine: symbol.endLine,
    exported: symbol.exported,
    contractHash: symbol.contractHash,
  }));
}

/** One for the file's top level, if one of its `edges` begins there. */
export function topLevelNodes(path: string, edges: readonly SymbolEdge[]): SymbolNode[] {
  const first = edges.find(({ from }) => from.kind === TOP_LEVEL.kind);
  if (!first) return [];
  const hash = contractHash(TOP_LEVEL.kind, NO_CONTRACT);
  const top = { path, ...TOP_LEVEL, signature: '', exported: false, contractHash: hash };
  return [{ ...top, startLine: first.line, endLine: first.line }];
}
