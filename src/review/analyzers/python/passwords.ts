import type { Node } from 'web-tree-sitter';
import { isPasswordName } from '../flow/password.js';
import { positionalOf } from './calls.js';
import { definitionsOf } from './names.js';

const DEEPEST = 6;

/** The password a value is made of, through encodings, joins and names; null where none is. */
export function passwordIn(node: Node, depth = 0): Node | null {
  if (depth > DEEPEST) return null;
  const inner = (nodes: readonly (Node | null)[]) => {
    for (const one of nodes.slice(0, 20)) {
      const found = one && passwordIn(one, depth + 1);
      if (found) return found;
    }
    return null;
  };
  switch (node.type) {
    case 'identifier':
      if (isPasswordName(node.text)) return node;
      return inner(definitionsOf(node.text, node).map(({ way, value }) => (way === 'set' ? value : null)));
    case 'attribute':
      return isPasswordName(node.childForFieldName('attribute')?.text ?? '') ? node : null;
    case 'subscript':
      return isPasswordName((node.childForFieldName('subscript')?.text ?? '').replaceAll(/["']/g, '')) ? node : null;
    case 'call': {
      const called = node.childForFieldName('function');
      const args = positionalOf(node);
      const key = args[0]?.type === 'string' ? args[0].text.slice(1, -1) : '';
      if (called?.childForFieldName('attribute')?.text === 'get' && isPasswordName(key)) return node;
      return inner([called?.childForFieldName('object') ?? null, ...args]);
    }
    case 'binary_operator':
      return inner([node.childForFieldName('left'), node.childForFieldName('right')]);
    case 'string':
      return inner(
        node.namedChildren.map((child) =>
          child.type === 'interpolation' ? child.childForFieldName('expression') : null,
        ),
      );
    case 'parenthesized_expression':
      return inner(node.namedChildren);
    default:
      return null;
  }
}
