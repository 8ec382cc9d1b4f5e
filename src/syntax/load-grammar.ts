import { createRequire } from 'node:module';
import { Language as Grammar, Parser } from 'web-tree-sitter';
import type { Language } from './language-of.js';

const require = createRequire(import.meta.url);
const grammars = new Map<Language, Promise<Grammar>>();
let runtime: Promise<void> | null = null;

/**
 * The tree-sitter grammar of `language`, compiled once per thread.
 * Throws when the WebAssembly file of the grammar is not installed (`@vscode/tree-sitter-wasm`).
 */
export function loadGrammar(language: Language): Promise<Grammar> {
  const known = grammars.get(language);
  if (known) return known;
  const loading = load(language);
  grammars.set(language, loading);
  return loading;
}

async function load(language: Language): Promise<Grammar> {
  try {
    await (runtime ??= Parser.init());
    return await Grammar.load(require.resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${language}.wasm`));
  } catch (cause) {
    grammars.delete(language);
    throw new Error(`The grammar of ${language} does not load; run "npm ci" to install @vscode/tree-sitter-wasm`, {
      cause,
    });
  }
}
