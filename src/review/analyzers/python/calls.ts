import type { Node } from 'web-tree-sitter';
import { ancestorsOf } from '../../../syntax/parent-of.js';
import { tailOf } from '../node-text.js';
import { perNode } from '../remember.js';

/** What a call calls, as written, without whitespace (`requests.get`): its last part. */
export function calleeOf(call: Node): string {
  return tailOf(call.childForFieldName('function')).replace(/\s+/g, '');
}

/** The arguments of a call, read once: there may be many, and many ask. */
const argumentsIn = perNode((call: Node) => {
  const list = call.childForFieldName('arguments');
  const positional: Node[] = [];
  const keywords = new Map<string, Node>();
  for (const child of list?.type === 'argument_list' ? list.namedChildren : []) {
    const name = child.type === 'keyword_argument' ? child.childForFieldName('name')?.text : undefined;
    const value = name === undefined ? null : child.childForFieldName('value');
    if (name !== undefined && value) keywords.set(name, value);
    else if (!/^(?:keyword_argument|comment|dictionary_splat)$/.test(child.type)) positional.push(child);
  }
  return { positional, keywords };
});

/** The positional arguments of a call. */
export function positionalOf(call: Node): readonly Node[] {
  return argumentsIn(call).positional;
}

/** The value of keyword argument `name`. */
export function keywordOf(call: Node, name: string): Node | null {
  return argumentsIn(call).keywords.get(name) ?? null;
}

/** Whether a call passes `**kwargs`, which may hold any keyword. */
export function hasSplat(call: Node): boolean {
  return call.childForFieldName('arguments')?.namedChildren.some((child) => child.type === 'dictionary_splat') ?? false;
}

/** The innermost function (or the module) around `node`. */
export function functionAround(node: Node): Node {
  let outermost = node;
  for (const around of ancestorsOf(node)) {
    outermost = around;
    if (around.type === 'function_definition' || around.type === 'lambda') break;
  }
  return outermost;
}
