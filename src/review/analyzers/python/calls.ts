import type { Node } from 'web-tree-sitter';
import { ancestorsOf } from '../../../syntax/parent-of.js';
import { tailOf } from '../node-text.js';

/** What a call calls, as written, without whitespace (`requests.get`): its last part. */
export function calleeOf(call: Node): string {
  return tailOf(call.childForFieldName('function')).replace(/\s+/g, '');
}

/** The positional arguments of a call. */
export function positionalOf(call: Node): Node[] {
  const list = call.childForFieldName('arguments');
  if (list?.type !== 'argument_list') return [];
  return list.namedChildren.filter((child) => !/^(?:keyword_argument|comment|dictionary_splat)$/.test(child.type));
}

/** The value of keyword argument `name`. */
export function keywordOf(call: Node, name: string): Node | null {
  for (const child of call.childForFieldName('arguments')?.namedChildren ?? []) {
    if (child.type === 'keyword_argument' && child.childForFieldName('name')?.text === name) {
      return child.childForFieldName('value');
    }
  }
  return null;
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
