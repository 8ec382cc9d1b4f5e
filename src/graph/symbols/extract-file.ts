import type { Tree } from 'web-tree-sitter';
import type { Language } from '../../syntax/language-of.js';
import { parseSource } from '../../syntax/parse-source.js';
import { plainTree } from '../../syntax/plain-tree.js';
import { extractOutline } from './extract-outline.js';
import type { FileFacts } from './file-facts.js';
import { extractGo } from './go/extract-go.js';
import { extractJava } from './java/extract-java.js';
import { extractPython } from './python/extract-python.js';
import { extractScript } from './script/extract-script.js';

/**
 * Everything that one source file says by itself: its symbols, imports, calls and types, as plain data that a thread
 * can send. It is parsed once; broken source gives what there is. Throws when the grammar does not load, or the parser
 * runs out of memory: then this file has no facts.
 */
export async function extractFile(path: string, language: Language, text: string): Promise<FileFacts> {
  const tree = await parseSource(language, text);
  try {
    return extractTree(path, language, text, tree);
  } finally {
    tree.delete();
  }
}

/** The same of a tree that was parsed already; it stays the caller's. */
export function extractTree(path: string, language: Language, text: string, tree: Tree): FileFacts {
  switch (language) {
    case 'typescript':
    case 'tsx':
    case 'javascript':
      return extractScript(path, language, text, plainTree(tree, text));
    case 'python':
      return extractPython(path, text, plainTree(tree, text));
    case 'go':
      return extractGo(path, text, plainTree(tree, text));
    case 'java':
      return extractJava(path, text, plainTree(tree, text));
    default:
      return extractOutline(path, language, text, tree);
  }
}
