import { childIn, namedChildren, textOf, type PlainNode } from '../../../syntax/plain-tree.js';
import { typeText } from '../contract-of.js';
import type { Contract, Parameter } from '../file-facts.js';

/** What callers of a function of Python rely on; without `self`. */
export function pythonContract(node: PlainNode, isBound: boolean): Contract {
  const list = childIn(node, 'parameters');
  const all = (list ? namedChildren(list) : []).flatMap(parameterOf);
  const name = textOf(childIn(node, 'name') ?? node);
  return {
    parameters: isBound ? all.slice(1) : all,
    returns: typeText(childIn(node, 'return_type')),
    async: node.children.some(({ type }) => type === 'async'),
    visibility: isPrivate(name) ? 'private' : 'public',
    shape: null,
  };
}

export function isPrivate(name: string): boolean {
  return /^_(?!_.*__$)/.test(name);
}

function parameterOf(node: PlainNode): Parameter[] {
  const inner = node.type === 'typed_parameter' ? (namedChildren(node)[0] ?? node) : node;
  const rest = inner.type.endsWith('splat_pattern');
  const named = rest ? namedChildren(inner)[0] : (childIn(node, 'name') ?? inner);
  if (named?.type !== 'identifier') return [];
  const optional = rest || node.type.endsWith('default_parameter');
  return [{ name: textOf(named).slice(0, 80), type: typeText(childIn(node, 'type')), optional, rest }];
}
