import type { Node } from 'web-tree-sitter';
import { parentOf } from '../../../syntax/parent-of.js';
import { bare, calleeOf, calledBy } from './calls.js';
import { bindingAt } from './values/names-of.js';

const RESPONSE_NAME = /^_?(?:res|response|reply|rep)$/;
const ROUTE_CALL = /\.(?:get|post|put|patch|delete|del|all|use)$/;

/**
 * Whether `node`, without the calls that are made on it, is the response of a handler: `res` of
 * `res.status(200).type('html')`.
 */
export function isResponse(node: Node | null): boolean {
  let value = node && bare(node);
  for (let count = 0; value !== null && count < 10; count += 1) {
    if (value.type === 'identifier') return isResponseName(value);
    const inner: Node | null = value.childForFieldName('object') ?? calledBy(value);
    if (RESPONSE_NAME.test(value.childForFieldName('property')?.text ?? '')) return true;
    value = inner && bare(inner);
  }
  return false;
}

function isResponseName(name: Node): boolean {
  const binding = bindingAt(name);
  if (RESPONSE_NAME.test(name.text)) return binding === null || binding.kind === 'parameter';
  const { parameter } = binding ?? {};
  if (!parameter || parameter.path.length > 0) return false;
  const list = parentOf(parameter.of);
  const call = list?.type === 'arguments' ? parentOf(list) : null;
  const count = parameter.of.childForFieldName('parameters')?.namedChildCount ?? 0;
  return call !== null && ROUTE_CALL.test(calleeOf(call)) && count >= 2 && parameter.index === (count === 4 ? 2 : 1);
}
