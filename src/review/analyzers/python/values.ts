import type { Node } from 'web-tree-sitter';
import { ancestorsOf } from '../../../syntax/parent-of.js';
import { compose, type Composition } from '../compose.js';
import { lastBefore, type Setting } from '../last-before.js';
import { headOf } from '../node-text.js';
import { perNode } from '../remember.js';
import { calleeOf, positionalOf } from './calls.js';

const DEPTH = 6;
const CONSTANT_DEPTH = 12;
const MOST_OPERANDS = 500;
const CAPITALS = /^[A-Z][A-Z0-9_]*$/;
const REQUEST_VALUE =
  /^(?:self\.|flask\.)?request\.(?:args|form|values|json|data|cookies|headers|files|GET|POST|COOKIES|META|query_params|path_params|match_info|query)\b/;
const PASSES_ON =
  /^(?:str|os\.path\.(?:join|abspath|normpath)|Path|pathlib\.Path|unquote|urllib\.parse\.unquote|open)$|\.(?:strip|lower|format|joinpath)$/;

/** `node` without parentheses and `await`. */
export function bare(node: Node): Node {
  let current = node;
  while (current.type === 'parenthesized_expression' || current.type === 'await') {
    const inner = current.namedChild(0);
    if (!inner) return current;
    current = inner;
  }
  return current;
}

/** Whether `node` is the same in every run. Names in capitals count as constants. */
export function isConstant(node: Node): boolean {
  return isConstantTo(node, CONSTANT_DEPTH);
}

const isConstantTo = perNode((node: Node, depth: number): boolean => {
  const value = bare(node);
  if (/^(?:integer|float|true|false|none)$/.test(value.type)) return true;
  if (value.type === 'attribute') return CAPITALS.test(headOf(value.childForFieldName('attribute')));
  if (value.type === 'identifier' && /^_?[A-Z][A-Z0-9_]*$/.test(value.text)) return true;
  const all = (parts: readonly Node[]) => parts.every((part) => depth > 0 && isConstantTo(part, depth - 1));
  if (value.type === 'string') return all(interpolationsOf(value));
  if (value.type === 'binary_operator') return all(operandsOf(value, /./));
  if (/^(?:concatenated_string|tuple|list)$/.test(value.type)) return all(value.namedChildren);
  const set = value.type === 'identifier' ? valueOf(value) : null;
  return set !== null && all([set]);
});

/** Text composed at run time: f-string, `%`, `+` or `.format`, and not of constants only. */
export function isComposedText(node: Node): boolean {
  const value = resolved(node);
  return composition(value) !== null && !isConstant(value);
}

/** The fixed text in front of the first dynamic piece, and the dynamic pieces; null where nothing is composed. */
export function composition(value: Node): Composition | null {
  if (value.type === 'string') {
    const parts = interpolationsOf(value);
    const first = value.namedChildren.find((child) => child.type === 'interpolation');
    return first && parts.length > 0
      ? { before: value.text.slice(0, first.startIndex - value.startIndex), parts }
      : null;
  }
  if (value.type === 'concatenated_string') {
    const first = value.namedChildren.find((child) => interpolationsOf(child).length > 0);
    const inner = first && composition(first);
    if (!inner || !first) return null;
    return { before: value.text.slice(0, first.startIndex - value.startIndex) + inner.before, parts: inner.parts };
  }
  if (value.type === 'binary_operator' && operatorOf(value) === '%') {
    const [left, right] = [value.childForFieldName('left'), value.childForFieldName('right')];
    if (!left || !right || !isText(left)) return null;
    return { before: textBefore(left.text, /%[sdr(]/), parts: right.type === 'tuple' ? right.namedChildren : [right] };
  }
  if (value.type === 'binary_operator') return compose(operandsOf(value, /^\+$/), isText, composition);
  if (value.type === 'call' && calleeOf(value).endsWith('.format')) {
    const template = value.childForFieldName('function')?.childForFieldName('object');
    return template && isText(template)
      ? { before: textBefore(template.text, /\{/), parts: positionalOf(value) }
      : null;
  }
  return null;
}

/** `node`, or what the local name it is was last set to. */
export function resolved(node: Node): Node {
  const value = bare(node);
  const set = value.type === 'identifier' ? valueOf(value) : null;
  return set ? bare(set) : value;
}

/** Whether `node` carries a value that the client of an HTTP request chose, unchanged (Flask, Django, Starlette). */
export function isRequestValue(node: Node): boolean {
  return isRequestValueTo(node, DEPTH);
}

const isRequestValueTo = perNode((node: Node, depth: number): boolean => {
  const value = bare(node);
  if (isSource(value)) return true;
  if (depth <= 0) return false;
  return partsOf(value).some((part) => isRequestValueTo(part, depth - 1));
});

function partsOf(value: Node): Node[] {
  if (value.type === 'identifier') return [valueOf(value)].filter((set) => set !== null);
  if (value.type === 'call' && PASSES_ON.test(calleeOf(value))) return positionalOf(value);
  if (value.type === 'boolean_operator') return operandsOf(value, /^(?:and|or)$/);
  if (value.type === 'binary_operator' && /^[+/]$/.test(operatorOf(value))) return operandsOf(value, /^[+/]$/);
  return composition(value)?.parts ?? [];
}

/** The operands of a chain that leans to the left; of one with more than 500 the innermost part stays whole. */
function operandsOf(node: Node, operators: RegExp): Node[] {
  const operands: Node[] = [];
  let chain = node;
  while (/^(?:binary|boolean)_operator$/.test(chain.type) && operators.test(operatorOf(chain))) {
    const left = chain.childForFieldName('left');
    const right = chain.childForFieldName('right');
    if (!left || !right || operands.length >= MOST_OPERANDS) break;
    operands.push(right);
    chain = left;
  }
  return [chain, ...operands.reverse()];
}

function operatorOf(node: Node): string {
  return node.childForFieldName('operator')?.text ?? '';
}

function textBefore(text: string, mark: RegExp): string {
  const at = text.search(mark);
  return at === -1 ? text : text.slice(0, at);
}

/** Like `isRequestValue`, where the value stands at the front of the text: it chooses host and scheme. */
export function startsWithRequestValue(node: Node): boolean {
  const value = resolved(node);
  const composed = composition(value);
  if (!composed) return isRequestValue(node);
  const first = composed.parts[0];
  return /^[fFrRbBuU]*["']*$/.test(composed.before) && first !== undefined && isRequestValue(first);
}

function isSource(value: Node): boolean {
  if (value.type === 'call')
    return /\.(?:get|getlist|get_json)$/.test(calleeOf(value)) && /^(?:flask\.)?request\./.test(calleeOf(value));
  return (value.type === 'attribute' || value.type === 'subscript') && REQUEST_VALUE.test(headOf(value));
}

function isText(node: Node): boolean {
  return bare(node).type === 'string' || bare(node).type === 'concatenated_string';
}

function interpolationsOf(text: Node): Node[] {
  return text.namedChildren
    .filter((child) => child.type === 'interpolation')
    .flatMap((child) => child.childForFieldName('expression') ?? []);
}

/** The last assignment of this name before its use, in the blocks around it. */
function valueOf(identifier: Node): Node | null {
  for (const block of ancestorsOf(identifier)) {
    if (block.type !== 'block' && block.type !== 'module') continue;
    const found = lastBefore(assignmentsIn(block).get(identifier.text) ?? [], identifier.startIndex);
    if (found) return found;
  }
  return null;
}

/** What the statements of a block assign, by name, in their order. */
const assignmentsIn = perNode((block: Node) => {
  const assignments = new Map<string, Setting[]>();
  for (const statement of block.namedChildren) {
    const assignment = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
    const value = assignment?.type === 'assignment' ? assignment.childForFieldName('right') : null;
    const name = assignment?.childForFieldName('left')?.text;
    if (!assignment || !value || name === undefined) continue;
    assignments.set(name, assignments.get(name) ?? []);
    assignments.get(name)?.push({ end: assignment.endIndex, value });
  }
  return assignments;
});
