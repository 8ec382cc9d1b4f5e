import { childIn, childOf, namedChildren, textOf, type PlainNode } from '../../../syntax/plain-tree.js';
import { NO_CONTRACT, typeText } from '../contract-of.js';
import type { Contract, Parameter } from '../file-facts.js';

/** The modifiers before a declaration. */
export function modifiersOf(node: PlainNode): ReadonlySet<string> {
  return new Set(childOf(node, 'modifiers')?.children.map(({ type }) => type));
}

/** What nobody writes is public in an interface; elsewhere the package sees it, which is less than everybody. */
export function visibilityOf(modifiers: ReadonlySet<string>, inInterface: boolean): Contract['visibility'] {
  if (modifiers.has('public')) return 'public';
  if (modifiers.has('private')) return 'private';
  return inInterface ? 'public' : 'protected';
}

export function javaContract(node: PlainNode, inInterface: boolean): Contract {
  const list = childIn(node, 'parameters');
  return {
    ...NO_CONTRACT,
    parameters: (list ? namedChildren(list) : []).flatMap(parameterOf),
    returns: typeText(childIn(node, 'type')),
    visibility: visibilityOf(modifiersOf(node), inInterface),
  };
}

function parameterOf(node: PlainNode): Parameter[] {
  const rest = node.type === 'spread_parameter';
  if (!rest && node.type !== 'formal_parameter') return [];
  const name = childIn(node, 'name') ?? childIn(childOf(node, 'variable_declarator') ?? node, 'name');
  return name ? [{ name: textOf(name), type: typeText(parameterType(node)), optional: rest, rest }] : [];
}

/** Of `int... sizes` the type stands without a field. */
export function parameterType(node: PlainNode): PlainNode | null {
  return childIn(node, 'type') ?? namedChildren(node).find(({ type }) => /type/.test(type)) ?? null;
}
