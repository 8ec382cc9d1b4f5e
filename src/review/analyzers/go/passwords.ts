import type { Node } from 'web-tree-sitter';
import { isPasswordName } from '../flow/password.js';
import { argumentsOf } from './calls.js';
import { definitionsOf } from './names.js';

const DEEPEST = 6;

/** The password a value is made of, through conversions, joins and names; null where none is. */
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
    case 'selector_expression':
      return isPasswordName(node.childForFieldName('field')?.text ?? '') ? node : null;
    case 'call_expression': {
      const args = argumentsOf(node);
      const key = args[0]?.type === 'interpreted_string_literal' ? args[0].text.slice(1, -1) : '';
      return isPasswordName(key) ? node : inner(args);
    }
    case 'type_conversion_expression':
    case 'parenthesized_expression':
      return inner(node.namedChildren.slice(-1));
    case 'binary_expression':
      return inner([node.childForFieldName('left'), node.childForFieldName('right')]);
    default:
      return null;
  }
}
