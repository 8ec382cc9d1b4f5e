import type { Node } from 'web-tree-sitter';
import { ancestorsOf } from '../../../syntax/parent-of.js';
import { tailOf } from '../node-text.js';
import { perNode } from '../remember.js';

/** What a call calls, as written, without whitespace (`r.URL.Query().Get`): its last part. */
export function calleeOf(call: Node): string {
  return tailOf(call.childForFieldName('function')).replace(/\s+/g, '');
}

/** The arguments of a call, read once: there may be many, and many ask. */
const argumentsIn = perNode(
  (call: Node): readonly Node[] =>
    call.childForFieldName('arguments')?.namedChildren.filter((child) => child.type !== 'comment') ?? [],
);

export function argumentsOf(call: Node): readonly Node[] {
  return argumentsIn(call);
}

/** The innermost function (or the file) around `node`. */
export function functionAround(node: Node): Node {
  let outermost = node;
  for (const around of ancestorsOf(node)) {
    outermost = around;
    if (/^(?:function_declaration|method_declaration|func_literal)$/.test(around.type)) break;
  }
  return outermost;
}

/** The value of field `name` in a composite literal. */
export function fieldOf(literal: Node, name: string): Node | null {
  for (const element of literal.childForFieldName('body')?.namedChildren ?? []) {
    if (element.type === 'keyed_element' && element.namedChild(0)?.text === name)
      return element.namedChild(1)?.namedChild(0) ?? null;
  }
  return null;
}

export function isText(node: Node): boolean {
  return node.type === 'interpreted_string_literal' || node.type === 'raw_string_literal';
}

/** The text of a literal, without its quotes; escapes stay as they are written. */
export function textOf(literal: Node): string {
  return literal.text.slice(1, -1);
}
