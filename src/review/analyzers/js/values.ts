import type { Node } from 'web-tree-sitter';
import { ancestorsOf } from '../../../syntax/parent-of.js';
import { perNode } from '../remember.js';
import { argumentsOf, bare, calleeOf, literalOf } from './calls.js';

const DEPTH = 6;
const CONSTANT_DEPTH = 12;
const MOST_OPERANDS = 500;
const CAPITALS = /^[A-Z][A-Z0-9_]*$/;
const REQUEST_VALUE =
  /^(?:\w+\.)?(?:req|request)\.(?:query|body|params|headers|cookies)\b|^(?:ctx|context)\.(?:query|params|request\.(?:query|body|headers))\b/;
const REQUEST_CALL =
  /^(?:c|ctx|context)\.req\.(?:query|param|header)$|^(?:req|request)\.(?:param|get|header)$|(?:^|\.)(?:searchParams|query)\.get$/;
const PASSES_ON =
  /^(?:String|decodeURIComponent|decodeURI|path\.(?:join|resolve|normalize)|join|resolve|new URL)$|\.(?:toString|trim|toLowerCase|concat)$/;

/** Whether `node` is the same in every run: literals, and what is composed of them. Names in capitals count. */
export function isConstant(node: Node): boolean {
  return isConstantTo(node, CONSTANT_DEPTH);
}

const isConstantTo = perNode((node: Node, depth: number): boolean => {
  const value = bare(node);
  if (/^(?:string|number|true|false|null|undefined|regex)$/.test(value.type)) return true;
  if (value.type === 'member_expression')
    return CAPITALS.test(value.childForFieldName('property')?.text.slice(0, 200) ?? '');
  if (value.type === 'identifier' && CAPITALS.test(value.text)) return true;
  if (depth <= 0) return false;
  const all = (parts: readonly Node[]) => parts.every((part) => isConstantTo(part, depth - 1));
  if (value.type === 'template_string') return all(substitutionsOf(value));
  if (value.type === 'binary_expression') return all(operandsOf(value, /./));
  if (value.type === 'ternary_expression') return all(value.namedChildren.slice(1));
  const initial = value.type === 'identifier' ? initializerOf(value) : null;
  return initial !== null && all([initial]);
});

/** Whether `node` is text composed at run time: a template with substitutions, or `+` with text, that is no constant. */
export function isComposedText(node: Node): boolean {
  const value = resolved(node);
  if (isConstant(value)) return false;
  if (value.type === 'template_string') return true;
  return value.type === 'binary_expression' && operandsOf(value).some((part) => textOf(part) !== null);
}

/** `node`, or what the identifier it is was initialised with. */
export function resolved(node: Node): Node {
  const value = bare(node);
  if (value.type !== 'identifier') return value;
  const initial = initializerOf(value);
  return initial ? bare(initial) : value;
}

/**
 * The operands of a chain of `+` (or of what `operators` says), left to right; the node itself when it is no such chain.
 * Of a chain with more than 500 the innermost part stays whole.
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

export function substitutionsOf(template: Node): Node[] {
  return template.namedChildren
    .filter((child) => child.type === 'template_substitution')
    .flatMap((child) => child.namedChildren.slice(0, 1));
}

/** Whether `node` carries a value that the client of an HTTP request chose, unchanged. Follows local constants. */
export function isRequestValue(node: Node): boolean {
  return isRequestValueTo(node, DEPTH);
}

const isRequestValueTo = perNode(
  (node: Node, depth: number): boolean =>
    isRequestSource(node, depth) ||
    (depth > 0 && partsOf(bare(node)).some((part) => isRequestValueTo(part, depth - 1))),
);

/** Like `isRequestValue`, but the value must stand at the front of the text, where it chooses host or scheme. */
export function startsWithRequestValue(node: Node, depth = DEPTH): boolean {
  if (isRequestSource(node, depth)) return true;
  if (depth <= 0) return false;
  const value = bare(node);
  if (value.type === 'template_string' && value.namedChild(0)?.type !== 'template_substitution') return false;
  const first = partsOf(value)[0];
  return first !== undefined && startsWithRequestValue(first, depth - 1);
}

function isRequestSource(node: Node, depth: number): boolean {
  const value = bare(node);
  const text = value.text.length < 300 ? value.text.replace(/\s+/g, '').replaceAll('?.', '.') : '';
  if (value.type === 'member_expression' || value.type === 'subscript_expression') {
    return REQUEST_VALUE.test(text);
  }
  if (value.type === 'call_expression') return REQUEST_CALL.test(calleeOf(value));
  if (value.type !== 'identifier' || depth <= 0) return false;
  const initial = initializerOf(value);
  return initial !== null && isRequestValueTo(initial, depth - 1);
}

function partsOf(value: Node): Node[] {
  if (value.type === 'template_string') return substitutionsOf(value);
  if (value.type === 'binary_expression')
    return value.childForFieldName('operator')?.text.match(/^(?:\+|\|\||\?\?)$/)
      ? operandsOf(value, /^(?:\+|\|\||\?\?)$/)
      : [];
  if (value.type === 'ternary_expression') return value.namedChildren.slice(1);
  if (value.type === 'call_expression' && PASSES_ON.test(calleeOf(value))) {
    const receiver = value.childForFieldName('function')?.childForFieldName('object');
    return receiver && /\.(?:toString|trim|toLowerCase)$/.test(calleeOf(value)) ? [receiver] : argumentsOf(value);
  }
  if (value.type === 'new_expression' && calleeOf(value) === 'URL') return argumentsOf(value).slice(0, 1);
  return [];
}

/** What the nearest `const`/`let`/`var` of this name in an enclosing block is set to; the source for a destructured one. */
function initializerOf(identifier: Node): Node | null {
  for (const block of ancestorsOf(identifier)) {
    if (!/^(?:statement_block|program|switch_case)$/.test(block.type)) continue;
    const declared = declarationsIn(block).get(identifier.text);
    if (declared && declared.from < identifier.startIndex) return declared.value;
  }
  return null;
}

/** What is declared by the statements of a block, by name: where its first declaration begins, and its value. */
const declarationsIn = perNode((block: Node) => {
  const declared = new Map<string, { from: number; value: Node }>();
  for (const statement of block.namedChildren) {
    const declaration = statement.type === 'export_statement' ? statement.childForFieldName('declaration') : statement;
    if (!declaration || !/^(?:lexical|variable)_declaration$/.test(declaration.type)) continue;
    for (const declarator of declaration.namedChildren) {
      const target = declarator.childForFieldName('name');
      const value = declarator.childForFieldName('value');
      for (const name of target && value ? namesOf(target) : []) {
        if (value && !declared.has(name)) declared.set(name, { from: statement.startIndex, value });
      }
    }
  }
  return declared;
});

function namesOf(target: Node): string[] {
  if (target.type === 'identifier') return [target.text];
  if (target.type !== 'object_pattern') return [];
  return target.namedChildren.map((child) => (child.childForFieldName('value') ?? child).text);
}

function textOf(node: Node): string | null {
  return node.type === 'template_string' ? node.text : literalOf(node);
}
