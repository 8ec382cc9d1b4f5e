import type { Node } from 'web-tree-sitter';

const DEPTH = 6;
const REQUEST_VALUE =
  /^(?:r|req|request)\.(?:URL\.Query\(\)\.Get|FormValue|PostFormValue|PathValue|Header\.Get)$|^c\.(?:Query|Param|PostForm|DefaultQuery|GetHeader|QueryParam|FormValue|Params)$|^(?:chi\.URLParam)$/;
const PASSES_ON =
  /^(?:filepath\.(?:Join|Clean)|path\.(?:Join|Clean)|strings\.(?:TrimSpace|ToLower)|fmt\.Sprintf|url\.QueryUnescape|string)$/;

/** What a call calls, as written, without whitespace (`r.URL.Query().Get`). */
export function calleeOf(call: Node): string {
  return (call.childForFieldName('function')?.text ?? '').replace(/\s+/g, '');
}

export function argumentsOf(call: Node): Node[] {
  return call.childForFieldName('arguments')?.namedChildren.filter((child) => child.type !== 'comment') ?? [];
}

/** The innermost function (or the file) around `node`. */
export function functionAround(node: Node): Node {
  let current: Node = node;
  while (current.parent) {
    current = current.parent;
    if (/^(?:function_declaration|method_declaration|func_literal)$/.test(current.type)) break;
  }
  return current;
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
  if (isText(node) || /^(?:int_literal|float_literal|true|false|nil|rune_literal)$/.test(node.type)) return true;
  if (node.type === 'binary_expression') return node.namedChildren.every(isConstant);
  const set = node.type === 'identifier' ? valueOf(node) : null;
  return set !== null && isConstant(set);
}

/** `node`, or what the local name it is was last set to. */
export function resolved(node: Node): Node {
  return (node.type === 'identifier' ? valueOf(node) : null) ?? node;
}

/** The fixed text in front of the first dynamic piece of `+` or `fmt.Sprintf`, and the dynamic pieces; else null. */
export function composition(node: Node): { before: string; parts: Node[] } | null {
  if (node.type === 'call_expression' && calleeOf(node) === 'fmt.Sprintf') {
    const [format, ...parts] = argumentsOf(node);
    return format && isText(format) && parts.length > 0
      ? { before: format.text.split(/%[+#]?[vsdq]/)[0] ?? '', parts }
      : null;
  }
  if (node.type !== 'binary_expression' || node.childForFieldName('operator')?.text !== '+') return null;
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  if (!left || !right) return null;
  const inner = composition(left);
  if (inner) return { before: inner.before, parts: [...inner.parts, right] };
  if (isText(left)) return { before: left.text, parts: [right] };
  return isText(right) ? { before: '', parts: [left] } : null;
}

/** Whether `node` carries a value that the client of an HTTP request chose (net/http, gin, echo, chi). */
export function isRequestValue(node: Node, depth = DEPTH): boolean {
  if (node.type === 'call_expression') {
    if (REQUEST_VALUE.test(calleeOf(node))) return true;
    return (
      depth > 0 && PASSES_ON.test(calleeOf(node)) && argumentsOf(node).some((part) => isRequestValue(part, depth - 1))
    );
  }
  if (node.type === 'type_conversion_expression')
    return node.namedChildren.some((part) => isRequestValue(part, depth - 1));
  if (depth <= 0) return false;
  if (node.type === 'binary_expression') return node.namedChildren.some((part) => isRequestValue(part, depth - 1));
  const set = node.type === 'identifier' ? valueOf(node) : null;
  return set !== null && isRequestValue(set, depth - 1);
}

/** Like `isRequestValue`, where the value stands at the front of the text. */
export function startsWithRequestValue(node: Node): boolean {
  const composed = composition(resolved(node));
  if (!composed) return isRequestValue(node);
  const first = composed.parts[0];
  return /^["'`]*$/.test(composed.before) && first !== undefined && isRequestValue(first);
}

/** The last `:=`, `=`, `const` or `var` of this name before its use, in the blocks around it; first results only. */
export function valueOf(identifier: Node): Node | null {
  for (let block = identifier.parent; block; block = block.parent) {
    if (!/^(?:statement_list|source_file)$/.test(block.type)) continue;
    let found: Node | null = null;
    for (const statement of block.namedChildren) {
      if (statement.endIndex > identifier.startIndex) break;
      found = setIn(statement, identifier.text) ?? found;
    }
    if (found) return found;
  }
  return null;
}

function setIn(statement: Node, name: string): Node | null {
  if (/^(?:const|var)_declaration$/.test(statement.type)) {
    for (const spec of statement.descendantsOfType(['const_spec', 'var_spec'])) {
      if (spec.childForFieldName('name')?.text === name) return spec.childForFieldName('value')?.namedChild(0) ?? null;
    }
    return null;
  }
  if (!/^(?:short_var_declaration|assignment_statement)$/.test(statement.type)) return null;
  const left = statement.childForFieldName('left')?.namedChildren ?? [];
  const right = statement.childForFieldName('right')?.namedChildren ?? [];
  const at = left.findIndex((target) => target.text === name);
  return at === -1 ? null : (right[at] ?? (at === 0 ? (right[0] ?? null) : null));
}
