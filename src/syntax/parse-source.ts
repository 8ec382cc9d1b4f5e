import { Parser, type Tree } from 'web-tree-sitter';
import type { Language } from './language-of.js';
import { loadGrammar } from './load-grammar.js';

/**
 * Parses `text` as `language`. The tree lives in WebAssembly memory: the caller frees it with `tree.delete()`.
 * Broken source gives a tree with error nodes (see `countErrors`). Throws when the grammar does not load.
 */
export async function parseSource(language: Language, text: string): Promise<Tree> {
  const grammar = await loadGrammar(language);
  const parser = new Parser();
  try {
    parser.setLanguage(grammar);
    const tree = parser.parse(text);
    if (!tree) throw new Error(`The ${language} parser gave no tree; the text may have been cut while it was read`);
    return tree;
  } finally {
    parser.delete();
  }
}
