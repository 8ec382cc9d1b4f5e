import { type PlainNode, childIn, textOf } from '../../../syntax/plain-tree.js';
import { type Scope, lookUp } from '../scope.js';

/** Whether that is what a call of CommonJS calls: `require`, and nobody has made something else of the name. */
export function isRequire(called: PlainNode | null, scope: Scope): boolean {
  return called?.type === 'identifier' && textOf(called) === 'require' && lookUp(scope, 'require') === undefined;
}

/** `require('./store')`, `require('./store').save` */
export function isRequired(value: PlainNode | null, scope: Scope): boolean {
  let at = value;
  while (at?.type === 'member_expression') at = childIn(at, 'object');
  return at?.type === 'call_expression' && isRequire(childIn(at, 'function'), scope);
}
