import { createRequire } from 'node:module';
import { Language as Grammar, Parser } from 'web-tree-sitter';
import type { Language } from './language-of.js';

const require = createRequire(import.meta.url);
const grammars = new Map<Language, Promise<Grammar>>();
/** 512 MB, in pages of 64 KB: what the parsers of one thread may take; a text that needs more ends in an error. */
const MOST_PAGES = 8192;
let memory: WebAssembly.Memory | null = null;
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
    await (runtime ??= startRuntime());
    return await Grammar.load(require.resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${language}.wasm`));
  } catch (cause) {
    grammars.delete(language);
    throw new Error(`The grammar of ${language} does not load; run "npm ci" to install @vscode/tree-sitter-wasm`, {
      cause,
    });
  }
}

/** Bytes of memory that the parsers of this thread have taken so far. */
export function grammarBytes(): number {
  return memory?.buffer.byteLength ?? 0;
}

function startRuntime(): Promise<void> {
  memory = new WebAssembly.Memory({ initial: 512, maximum: MOST_PAGES });
  // What it prints when it gives up is in the error it throws as well.
  return Parser.init({ wasmMemory: memory, printErr: () => undefined });
}
