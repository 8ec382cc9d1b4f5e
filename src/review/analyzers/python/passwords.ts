import { createPasswordSearch, isPasswordName } from '../flow/password.js';
import { positionalOf } from './calls.js';
import { definitionsOf } from './names.js';

/** The password a value is made of, through encodings, joins and names; null where none is. */
export const passwordIn = createPasswordSearch((node) => {
  switch (node.type) {
    case 'identifier':
      if (isPasswordName(node.text)) return node;
      return definitionsOf(node.text, node).map(({ way, value }) => (way === 'set' ? value : null));
    case 'attribute':
      return isPasswordName(node.childForFieldName('attribute')?.text ?? '') ? node : [];
    case 'subscript':
      return isPasswordName((node.childForFieldName('subscript')?.text ?? '').replaceAll(/["']/g, '')) ? node : [];
    case 'call': {
      const called = node.childForFieldName('function');
      const args = positionalOf(node);
      const key = args[0]?.type === 'string' ? args[0].text.slice(1, -1) : '';
      if (called?.childForFieldName('attribute')?.text === 'get' && isPasswordName(key)) return node;
      return [called?.childForFieldName('object'), ...args];
    }
    case 'binary_operator':
      return [node.childForFieldName('left'), node.childForFieldName('right')];
    case 'string':
      return node.namedChildren.map((child) =>
        child.type === 'interpolation' ? child.childForFieldName('expression') : null,
      );
    case 'parenthesized_expression':
      return node.namedChildren;
    default:
      return [];
  }
});
