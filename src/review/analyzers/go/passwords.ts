import { createPasswordSearch, isPasswordName } from '../flow/password.js';
import { argumentsOf } from './calls.js';
import { definitionsOf } from './names.js';

/** The password a value is made of, through conversions, joins and names; null where none is. */
export const passwordIn = createPasswordSearch((node) => {
  switch (node.type) {
    case 'identifier':
      if (isPasswordName(node.text)) return node;
      return definitionsOf(node.text, node).map(({ way, value }) => (way === 'set' ? value : null));
    case 'selector_expression':
      return isPasswordName(node.childForFieldName('field')?.text ?? '') ? node : [];
    case 'call_expression': {
      const args = argumentsOf(node);
      const key = args[0]?.type === 'interpreted_string_literal' ? args[0].text.slice(1, -1) : '';
      return isPasswordName(key) ? node : args;
    }
    case 'type_conversion_expression':
    case 'parenthesized_expression':
      return node.namedChildren.slice(-1);
    case 'binary_expression':
      return [node.childForFieldName('left'), node.childForFieldName('right')];
    default:
      return [];
  }
});
