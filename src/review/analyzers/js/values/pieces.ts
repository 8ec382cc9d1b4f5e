import type { Node } from 'web-tree-sitter';
import { argumentsOf, bare, literalOf, operandsOf, calledBy } from '../calls.js';
import { givensAt } from './givens.js';
import { bindingAt, namesOf } from './names-of.js';
import { originOf } from './origin.js';

/** A piece of a text: its fixed characters, or the expression that stands there. */
export type Piece = string | Node;

/** No query and no command that a person writes has more pieces. */
const MOST = 400;
const DEPTH = 24;
/** Nor more names that are read through. */
const MOST_NAMES = 30;

/**
 * What the text of `node` is composed of, in order: templates, `+`, `.concat`, `.join`, `util.format`, and names that
 * hold such texts, with what is added to them. Where there are alternatives all of them follow each other.
 */
export function piecesOf(node: Node): Piece[] {
  const pieces: Piece[] = [];
  take(node, { pieces, open: new Set(), read: { names: 0 }, depth: DEPTH });
  return pieces;
}

/** Whether `pieces` hold more than one expression: a text is composed of them. */
export function isComposed(pieces: readonly Piece[]): boolean {
  return pieces.some((piece) => typeof piece === 'string') && pieces.some((piece) => typeof piece !== 'string');
}

interface Taking {
  pieces: Piece[];
  /** The names that are being read. */
  open: Set<string>;
  read: { names: number };
  depth: number;
}

function take(node: Node, taking: Taking): void {
  const { pieces, depth } = taking;
  if (pieces.length >= MOST) return;
  const value = bare(node);
  const inner = (next: Node) => take(next, { ...taking, depth: depth - 1 });
  const text = literalOf(value);
  if (text !== null) pieces.push(unescaped(text));
  else if (depth <= 0) pieces.push(value);
  else if (value.type === 'number') pieces.push(value.text.slice(0, 50));
  else if (value.type === 'template_string') takeTemplate(value, pieces, inner);
  else if (value.type === 'binary_expression' && value.childForFieldName('operator')?.text === '+') {
    const operands = operandsOf(value);
    if (operands.length > 1) for (const operand of operands) inner(operand);
    else pieces.push(value);
  } else if (value.type === 'ternary_expression') for (const branch of value.namedChildren.slice(1)) inner(branch);
  else if (value.type === 'identifier') takeName(value, taking, inner);
  else if (value.type !== 'call_expression' || !takeCall(value, taking, inner)) pieces.push(value);
}

function takeTemplate(template: Node, pieces: Piece[], inner: (node: Node) => void): void {
  for (const child of template.namedChildren) {
    if (child.type === 'template_substitution') {
      const value = child.namedChild(0);
      if (value) inner(value);
    } else if (child.type === 'string_fragment') pieces.push(child.text);
    else if (child.type === 'escape_sequence') pieces.push(unescaped(child.text));
  }
}

/** A name that holds one text, or a text and what is added to it, is read as that text; any other stays itself. */
function takeName(name: Node, taking: Taking, inner: (node: Node) => void): void {
  const binding = bindingAt(name);
  const mark = `${binding?.scope.start ?? -1}:${name.text}`;
  const gives =
    binding?.kind === 'variable' && !taking.open.has(mark) && taking.read.names < MOST_NAMES
      ? givensAt(binding, name)
      : [];
  if (
    gives.length === 0 ||
    gives.some(({ path }) => path.length > 0) ||
    !gives.some(({ value }) => isText(bare(value)))
  ) {
    // `sql = sql + '…'`: what it held before is read already.
    if (!taking.open.has(mark)) taking.pieces.push(name);
    return;
  }
  taking.read.names += 1;
  taking.open.add(mark);
  for (const { value } of gives) inner(value);
  taking.open.delete(mark);
}

function isText(value: Node): boolean {
  if (/^(?:string|template_string)$/.test(value.type)) return true;
  if (value.type === 'binary_expression') return value.childForFieldName('operator')?.text === '+';
  if (value.type === 'ternary_expression') return value.namedChildren.slice(1).some((branch) => isText(bare(branch)));
  if (value.type !== 'call_expression') return false;
  const method = calledBy(value)?.childForFieldName('property')?.text ?? '';
  return /^(?:concat|join|trim|format)$/.test(method);
}

/** Takes the pieces of a call that composes text. False: it is no such call. */
function takeCall(call: Node, taking: Taking, inner: (node: Node) => void): boolean {
  const callee = calledBy(call);
  const receiver = callee?.childForFieldName('object') ?? null;
  const method = callee?.childForFieldName('property')?.text ?? '';
  const values = argumentsOf(call);
  if (originOf(callee) === 'util.format') return takeFormat(values, taking.pieces, inner);
  if (!receiver) return false;
  if (method === 'concat' && isText(bare(receiver))) {
    for (const part of [receiver, ...values]) inner(part);
    return true;
  }
  if (/^(?:trim|trimStart|trimEnd|toString)$/.test(method) && isText(bare(receiver))) {
    inner(receiver);
    return true;
  }
  return method === 'join' && takeJoined(receiver, literalOf(values[0]) ?? ',', taking, inner);
}

function takeFormat([format, ...values]: readonly Node[], pieces: Piece[], inner: (node: Node) => void): boolean {
  const text = literalOf(format);
  if (text === null) return false;
  const rest = [...values];
  for (const part of text.split(/(%[sdifjoO])/).slice(0, MOST)) {
    const value = /^%[sjoO]$/.test(part) ? rest.shift() : undefined;
    if (value) inner(value);
    else if (/^%[dif]$/.test(part)) {
      rest.shift();
      pieces.push('0');
    } else pieces.push(unescaped(part));
  }
  return true;
}

/** The elements of a list that is written down, pushed to, or made by `map`. */
function takeJoined(list: Node, separator: string, taking: Taking, inner: (node: Node) => void): boolean {
  const value = bare(list);
  const between = (parts: readonly Node[]) =>
    parts.forEach((part, index) => {
      if (index > 0) taking.pieces.push(separator);
      inner(part);
    });
  if (value.type === 'array') {
    between(value.namedChildren.filter(({ type }) => type !== 'comment'));
    return true;
  }
  if (value.type === 'identifier') {
    const binding = bindingAt(value);
    const gives = binding?.kind === 'variable' ? givensAt(binding, value) : [];
    if (
      gives.length === 0 ||
      gives.some(
        ({ path, value: given }) =>
          path.length > 0 ||
          (/^(?:identifier|member_expression)$/.test(bare(given).type) && !binding?.gives.some(({ adds }) => adds)),
      )
    )
      return false;
    const [first, ...added] = gives;
    const isList = first && !first.adds && bare(first.value).type === 'array';
    if (isList) {
      between([
        ...bare(first.value).namedChildren.filter(({ type }) => type !== 'comment'),
        ...added.map((given) => given.value),
      ]);
      return true;
    }
    if (added.length > 0 || !first || !isMap(bare(first.value))) return false;
    return takeJoined(first.value, separator, { ...taking, depth: taking.depth - 1 }, inner);
  }
  if (!isMap(value)) return false;
  const callback = argumentsOf(value)[0];
  const fn = callback && bare(callback);
  if (!fn || !/^(?:arrow_function|function_expression)$/.test(fn.type)) return false;
  const body = fn.childForFieldName('parameters') ?? fn.childForFieldName('parameter') ?? fn;
  const returns = namesOf(fn).scopeAt(body.startIndex).within.returns;
  if (!returns.some((returned) => isText(bare(returned)))) return false;
  // Twice: what a text of its own is after the separator shows only then.
  between([...returns.slice(0, 5), ...returns.slice(0, 1)]);
  return true;
}

function isMap(value: Node): boolean {
  return value.type === 'call_expression' && calledBy(value)?.childForFieldName('property')?.text === 'map';
}

function unescaped(text: string): string {
  return text.includes('\\')
    ? text
        .replaceAll('\\n', '\n')
        .replaceAll(/\\[rt]/g, ' ')
        .replaceAll(/\\(.)/g, '$1')
    : text;
}
