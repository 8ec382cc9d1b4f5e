import type { Node } from 'web-tree-sitter';
import type { Language } from './language-of.js';
import { parseSource } from './parse-source.js';

/** 1-based, inclusive. */
export interface LineRange {
  from: number;
  to: number;
}

export interface SyntaxErrorsRequest {
  language: Language;
  text: string;
}

/** The lines of each error and each missing node of a text. Throws when the grammar does not load. */
export async function syntaxErrors({ language, text }: SyntaxErrorsRequest): Promise<LineRange[]> {
  const tree = await parseSource(language, text);
  try {
    const errors: LineRange[] = [];
    const pending: Node[] = [tree.rootNode];
    for (let node = pending.pop(); node; node = pending.pop()) {
      if (node.isError || node.isMissing)
        errors.push({ from: node.startPosition.row + 1, to: node.endPosition.row + 1 });
      if (!node.hasError) continue;
      for (const child of node.children) if (child) pending.push(child);
    }
    return errors;
  } finally {
    tree.delete();
  }
}
