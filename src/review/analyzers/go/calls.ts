import type { Node } from 'web-tree-sitter';
import { ancestorsOf } from '../../../syntax/parent-of.js';
import { compose, type Composition } from '../compose.js';
import { lastBefore, type Setting } from '../last-before.js';
import { tailOf } from '../node-text.js';
import { perNode } from '../remember.js';

const DEPTH = 6;
const CONSTANT_DEPTH = 12;
const MOST_OPERANDS = 500;
const REQUEST_VALUE =
  /^(?:r|req|request)\.(?:URL\.Query\(\)\.Get|FormValue|PostFormValue|PathValue|Header\.Get)$|^c\.(?:Query|Param|PostForm|DefaultQuery|GetHeader|QueryParam|FormValue|Params)$|^(?:chi\.URLParam)$/;
const PASSES_ON =
  /^(?:filepath\.(?:Join|Clean)|path\.(?:Join|Clean)|strings\.(?:TrimSpace|ToLower)|fmt\.Sprintf|url\.QueryUnescape|string)$/;

/** What a call calls, as written, without whitespace (`r.URL.Query().Get`): its last part. */
export function calleeOf(call: Node): string {
  return tailOf(call.childForFieldName('function')).replace(/\s+/g, '');
}

export function argumentsOf(call: Node): Node[] {
  return call.childForFieldName('arguments')?.namedChildren.filter((child) => child.type !== 'comment') ?? [];
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

/** Whether `node` is a literal, a name that looks like a constant, or composed of them. */
export function isConstant(node: Node): boolean {
  return isConstantTo(node, CONSTANT_DEPTH);
}

const isConstantTo = perNode((node: Node, depth: number): boolean => {
  if (isText(node) || /^(?:int_literal|float_literal|true|false|nil|rune_literal)$/.test(node.type)) return true;
  if (depth <= 0) return false;
  if (node.type === 'binary_expression') return operandsOf(node, /./).every((part) => isConstantTo(part, depth - 1));
  const set = node.type === 'identifier' ? valueOf(node) : null;
  return set !== null && isConstantTo(set, depth - 1);
});

/** `node`, or what the local name it is was last set to. */
export function resolved(node: Node): Node {
  return (node.type === 'identifier' ? valueOf(node) : null) ?? node;
}

/** The fixed text in front of the first dynamic piece of `+` or `fmt.Sprintf`, and the dynamic pieces; else null. */
export function composition(node: Node): Composition | null {
  if (node.type === 'call_expression' && calleeOf(node) === 'fmt.Sprintf') {
    const [format, ...parts] = argumentsOf(node);
    return format && isText(format) && parts.length > 0 ? { before: beforeVerb(format.text), parts } : null;
  }
  return compose(operandsOf(node, /^\+$/), isText, composition);
}

function beforeVerb(format: string): string {
  const at = format.search(/%[+#]?[vsdq]/);
  return at === -1 ? format : format.slice(0, at);
}

/** The operands of a chain that leans to the left; of one with more than 500 the innermost part stays whole. */
function operandsOf(node: Node, operators: RegExp): Node[] {
  const operands: Node[] = [];
  let chain = node;
  while (
    chain.type === 'binary_expression' &&
    operators.test(chain.childForFieldName('operator')?.text ?? '') &&
    operands.length < MOST_OPERANDS
  ) {
    const left = chain.childForFieldName('left');
    const right = chain.childForFieldName('right');
    if (!left || !right) break;
    operands.push(right);
    chain = left;
  }
  return [chain, ...operands.reverse()];
}

/** Whether `node` carries a value that the client of an HTTP request chose (net/http, gin, echo, chi). */
export function isRequestValue(node: Node): boolean {
  return isRequestValueTo(node, DEPTH);
}

const isRequestValueTo = perNode((node: Node, depth: number): boolean => {
  const some = (parts: readonly Node[]) => depth > 0 && parts.some((part) => isRequestValueTo(part, depth - 1));
  if (node.type === 'call_expression')
    return REQUEST_VALUE.test(calleeOf(node)) || (PASSES_ON.test(calleeOf(node)) && some(argumentsOf(node)));
  if (node.type === 'type_conversion_expression') return some(node.namedChildren);
  if (node.type === 'binary_expression') return some(operandsOf(node, /./));
  const set = node.type === 'identifier' ? valueOf(node) : null;
  return set !== null && some([set]);
});

/** Like `isRequestValue`, where the value stands at the front of the text. */
export function startsWithRequestValue(node: Node): boolean {
  const composed = composition(resolved(node));
  if (!composed) return isRequestValue(node);
  const first = composed.parts[0];
  return /^["'`]*$/.test(composed.before) && first !== undefined && isRequestValue(first);
}

/** The last `:=`, `=`, `const` or `var` of this name before its use, in the blocks around it; first results only. */
export function valueOf(identifier: Node): Node | null {
  for (const block of ancestorsOf(identifier)) {
    if (!/^(?:statement_list|source_file)$/.test(block.type)) continue;
    const found = lastBefore(settingsIn(block).get(identifier.text) ?? [], identifier.startIndex);
    if (found) return found;
  }
  return null;
}

/** What the statements of a block set, by name, in their order. */
const settingsIn = perNode((block: Node) => {
  const settings = new Map<string, Setting[]>();
  for (const statement of block.namedChildren) {
    for (const [name, value] of namesSetBy(statement)) {
      const known = settings.get(name);
      const setting = { end: statement.endIndex, value };
      if (known) known.push(setting);
      else settings.set(name, [setting]);
    }
  }
  return settings;
});

function namesSetBy(statement: Node): Map<string, Node> {
  const names = new Map<string, Node>();
  if (/^(?:const|var)_declaration$/.test(statement.type)) {
    for (const spec of statement.descendantsOfType(['const_spec', 'var_spec'])) {
      const value = spec.childForFieldName('value')?.namedChild(0);
      const name = spec.childForFieldName('name')?.text;
      if (name !== undefined && value && !names.has(name)) names.set(name, value);
    }
  } else if (/^(?:short_var_declaration|assignment_statement)$/.test(statement.type)) {
    const right = statement.childForFieldName('right')?.namedChildren ?? [];
    for (const [at, target] of (statement.childForFieldName('left')?.namedChildren ?? []).entries()) {
      const value = right[at] ?? (at === 0 ? right[0] : undefined);
      if (value && !names.has(target.text)) names.set(target.text, value);
    }
  }
  return names;
}
