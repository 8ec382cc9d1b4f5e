import type { Node } from 'web-tree-sitter';
import { ancestorsOf } from '../../../syntax/parent-of.js';
import { tailOf } from '../node-text.js';
import { perNode } from '../remember.js';

const FUNCTION = /^(?:arrow_function|function_declaration|function_expression|method_definition|generator_function.*)$/;

/**
 * What a call or `new` expression calls, as written, without whitespace and `?.` (`db.query`, `fetch`): its last part.
 */
export function calleeOf(call: Node): string {
  const callee = calledBy(call) ?? call.childForFieldName('constructor');
  return tailOf(callee).replace(/\s+/g, '').replaceAll('?.', '.');
}

/**
 * What a call calls; null for anything else. The grammar reads `await f<T>(x)` as a call of `await f`, and
 * `(0, eval)(x)` calls the last of a list.
 */
export const calledBy: (call: Node) => Node | null = perNode((call) => {
  const callee = call.childForFieldName('function');
  const node = callee && bare(callee);
  return node?.type === 'sequence_expression' ? node.namedChild(node.namedChildCount - 1) : node;
});

/** The arguments of a call, comments left out; empty for a tagged template. */
export const argumentsOf: (call: Node) => readonly Node[] = perNode((call) => {
  const list = call.childForFieldName('arguments');
  if (list?.type !== 'arguments') return [];
  return list.namedChildren.filter((child) => child.type !== 'comment');
});

/** The value of property `name` in an object literal. */
export function propertyOf(object: Node | undefined, name: string): Node | null {
  if (object?.type !== 'object') return null;
  for (const pair of object.namedChildren) {
    if (pair.type === 'shorthand_property_identifier' && pair.text === name) return pair;
    const key = pair.childForFieldName('key');
    if (key && key.text.replace(/^["']|["']$/g, '') === name) return pair.childForFieldName('value');
  }
  return null;
}

/** `node` without parentheses, `await`, `as T`, `<T>`, `satisfies T` and `!`. */
export function bare(node: Node): Node {
  let current = node;
  while (
    /^(?:parenthesized_expression|await_expression|as_expression|satisfies_expression|non_null_expression|type_assertion)$/.test(
      current.type,
    )
  ) {
    const inner = current.namedChild(current.type === 'type_assertion' ? 1 : 0);
    if (!inner) return current;
    current = inner;
  }
  return current;
}

/** The text of a string literal without its quotes; null for anything else. */
export function literalOf(node: Node | undefined | null): string | null {
  if (!node) return null;
  if (node.type === 'string') return node.text.slice(1, -1);
  if (node.type === 'template_string' && node.namedChildren.every((child) => child.type !== 'template_substitution')) {
    return node.text.slice(1, -1);
  }
  return null;
}

const MOST_OPERANDS = 500;

/**
 * The operands of a chain of `+` (or of what `operators` says), left to right; the node itself when it is no such
 * chain. Of a chain with more than 500 the innermost part stays whole.
 */
export function operandsOf(node: Node, operators = /^\+$/): Node[] {
  const operands: Node[] = [];
  const pending = [bare(node)];
  for (let value = pending.pop(); value; value = pending.pop()) {
    const left = value.childForFieldName('left');
    const right = value.childForFieldName('right');
    const isChain =
      value.type === 'binary_expression' && operators.test(value.childForFieldName('operator')?.text ?? '');
    if (isChain && left && right && operands.length + pending.length < MOST_OPERANDS)
      pending.push(bare(left), bare(right));
    else operands.push(value);
  }
  return operands.reverse();
}

/** What stands in the `${…}` of a template. */
export function substitutionsOf(template: Node): Node[] {
  return template.namedChildren
    .filter((child) => child.type === 'template_substitution')
    .flatMap((child) => child.namedChildren.slice(0, 1));
}

/** The innermost function (or the program) around `node`. */
export function functionAround(node: Node): Node {
  let outermost = node;
  for (const around of ancestorsOf(node)) {
    outermost = around;
    if (FUNCTION.test(around.type)) break;
  }
  return outermost;
}
