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
export async function outlineSource({ language, text, lines, places }: OutlineRequest): Promise<Outline> {
  const tree = await parseSource(language, text);
  try {
    const symbols = listSymbols(language, tree);
    return {
      symbols,
      imports: listImports(language, tree),
      references: lines.length === 0 ? [] : listReferences(language, tree, new Set(lines), symbols),
      roles: places.map(([line, column]) => nameRoleAt(tree, line, column)),
    };
  } finally {
    tree.delete();
  }
}
