import type { Node } from 'web-tree-sitter';
import { createResolver } from '../flow/values.js';
import { originInGo } from './origins.js';
import { textsInGo } from './texts.js';

/** The values of the file a node is in, for what they are about to become part of. */
export const valuesFor = createResolver({ origin: originInGo, texts: textsInGo, bare });

function bare(node: Node): Node {
  let current = node;
  while (
    current.type === 'parenthesized_expression' ||
    current.type === 'variadic_argument' ||
    current.type === 'literal_element'
  ) {
    const inner = current.namedChild(0);
    if (!inner) return current;
    current = inner;
  }
  return current;
}
