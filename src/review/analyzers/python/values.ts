import type { Node } from 'web-tree-sitter';
import { calleeOf, positionalOf } from './calls.js';

const DEPTH = 6;
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
export function isConstant(node: Node, depth = DEPTH): boolean {
  const value = bare(node);
  if (value.type === 'string') return interpolationsOf(value).every((part) => isConstant(part, depth));
  if (/^(?:integer|float|true|false|none)$/.test(value.type)) return true;
  if (/^(?:concatenated_string|binary_operator|tuple|list)$/.test(value.type)) {
    return value.namedChildren.every((part) => isConstant(part, depth));
  }
  if (value.type === 'attribute') return /(?:^|\.)[A-Z][A-Z0-9_]*$/.test(value.text);
  if (value.type !== 'identifier') return false;
  if (/^_?[A-Z][A-Z0-9_]*$/.test(value.text)) return true;
  const set = depth > 0 ? valueOf(value) : null;
  return set !== null && isConstant(set, depth - 1);
}

/** Text composed at run time: f-string, `%`, `+` or `.format`, and not of constants only. */
export function isComposedText(node: Node): boolean {
  const value = resolved(node);
  return composition(value) !== null && !isConstant(value);
}

/** The fixed text in front of the first dynamic piece, and the dynamic pieces; null where nothing is composed. */
export function composition(value: Node): { before: string; parts: Node[] } | null {
  if (value.type === 'string') {
    const parts = interpolationsOf(value);
    const first = parts[0]?.parent;
    return first ? { before: value.text.slice(0, first.startIndex - value.startIndex), parts } : null;
  }
  if (value.type === 'concatenated_string') {
    const first = value.namedChildren.find((child) => interpolationsOf(child).length > 0);
    const inner = first && composition(first);
    if (!inner || !first) return null;
    return { before: value.text.slice(0, first.startIndex - value.startIndex) + inner.before, parts: inner.parts };
  }
  if (value.type === 'binary_operator') {
    const left = value.childForFieldName('left');
    const right = value.childForFieldName('right');
    const operator = value.childForFieldName('operator')?.text;
    if (!left || !right) return null;
    if (operator === '%')
      return isText(left)
        ? { before: left.text.split(/%[sdr(]/)[0] ?? '', parts: right.type === 'tuple' ? right.namedChildren : [right] }
        : null;
    if (operator !== '+') return null;
    const inner = composition(left);
    if (inner) return { before: inner.before, parts: [...inner.parts, right] };
    if (isText(left)) return { before: left.text, parts: [right] };
    return isText(right) ? { before: '', parts: [left] } : null;
  }
  if (value.type === 'call' && calleeOf(value).endsWith('.format')) {
    const template = value.childForFieldName('function')?.childForFieldName('object');
    return template && isText(template)
      ? { before: template.text.split('{')[0] ?? '', parts: positionalOf(value) }
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
export function isRequestValue(node: Node, depth = DEPTH): boolean {
  const value = bare(node);
  if (isSource(value)) return true;
  if (depth <= 0) return false;
  if (value.type === 'identifier') {
    const set = valueOf(value);
    return set !== null && isRequestValue(set, depth - 1);
  }
  if (value.type === 'call' && PASSES_ON.test(calleeOf(value)))
    return positionalOf(value).some((part) => isRequestValue(part, depth - 1));
  if (
    value.type === 'boolean_operator' ||
    (value.type === 'binary_operator' && /^[+/]$/.test(value.childForFieldName('operator')?.text ?? ''))
  ) {
    return value.namedChildren.some((part) => isRequestValue(part, depth - 1));
  }
  return composition(value)?.parts.some((part) => isRequestValue(part, depth - 1)) ?? false;
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
  return (value.type === 'attribute' || value.type === 'subscript') && REQUEST_VALUE.test(value.text);
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
  for (let block = identifier.parent; block; block = block.parent) {
    if (block.type !== 'block' && block.type !== 'module') continue;
    let found: Node | null = null;
    for (const statement of block.namedChildren) {
      if (statement.startIndex >= identifier.startIndex) break;
      const assignment = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
      if (assignment?.type !== 'assignment' || assignment.endIndex > identifier.startIndex) continue;
      if (assignment.childForFieldName('left')?.text === identifier.text) found = assignment.childForFieldName('right');
    }
    if (found) return found;
  }
  return null;
}
