import type { Tree } from 'web-tree-sitter';
import type { Language } from './language-of.js';
import { listImports } from './list-imports.js';
import { listReferences } from './list-references.js';
import { listSymbols, type SourceSymbol } from './list-symbols.js';
import { nameRoleAt, type NameRole } from './name-role-at.js';
import { parseSource } from './parse-source.js';

export interface OutlineRequest {
  language: Language;
  text: string;
  /** Lines (1-based) whose references are wanted. */
  lines: readonly number[];
  /** Places where a name stands: line (1-based), column (0-based). */
  places: readonly (readonly [number, number])[];
}

/** What is known of a source file once its tree is gone: plain data that a thread can send. */
export interface Outline {
  symbols: SourceSymbol[];
  imports: string[];
  references: string[];
  /** What stands at each of `places`. */
  roles: (NameRole | null)[];
}

/** Parses a file once and reads everything from its tree. Throws when the grammar does not load. */
export async function outlineSource(request: OutlineRequest): Promise<Outline> {
  const tree = await parseSource(request.language, request.text);
  try {
    return outlineTree(request, tree);
  } finally {
    tree.delete();
  }
}

/** The same of a tree that was parsed already; it stays the caller's. */
export function outlineTree({ language, lines, places }: Omit<OutlineRequest, 'text'>, tree: Tree): Outline {
  const symbols = listSymbols(language, tree);
  return {
    symbols,
    imports: listImports(language, tree),
    references: lines.length === 0 ? [] : listReferences(language, tree, new Set(lines), symbols),
    roles: places.map(([line, column]) => nameRoleAt(tree, line, column)),
  };
}
