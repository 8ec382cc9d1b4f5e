import type { Node } from 'web-tree-sitter';
import { argumentsOf, bare, calleeOf, literalOf } from './calls.js';

const DEPTH = 6;
const REQUEST_VALUE =
  /^(?:\w+\.)?(?:req|request)\.(?:query|body|params|headers|cookies)\b|^(?:ctx|context)\.(?:query|params|request\.(?:query|body|headers))\b/;
const REQUEST_CALL =
  /^(?:c|ctx|context)\.req\.(?:query|param|header)$|^(?:req|request)\.(?:param|get|header)$|(?:^|\.)(?:searchParams|query)\.get$/;
const PASSES_ON =
  /^(?:String|decodeURIComponent|decodeURI|path\.(?:join|resolve|normalize)|join|resolve|new URL)$|\.(?:toString|trim|toLowerCase|concat)$/;

/** Whether `node` is the same in every run: literals, and what is composed of them. Names in capitals count. */
export function isConstant(node: Node, depth = DEPTH): boolean {
  const value = bare(node);
  if (/^(?:string|number|true|false|null|undefined|regex)$/.test(value.type)) return true;
  if (value.type === 'template_string') return substitutionsOf(value).every((part) => isConstant(part, depth));
  if (value.type === 'binary_expression') {
    return value.namedChildren.every((part) => isConstant(part, depth));
  }
  if (value.type === 'ternary_expression') return value.namedChildren.slice(1).every((part) => isConstant(part, depth));
  if (value.type === 'member_expression') return /(?:^|\.)[A-Z][A-Z0-9_]*$/.test(value.text);
  if (value.type !== 'identifier') return false;
  if (/^[A-Z][A-Z0-9_]*$/.test(value.text)) return true;
  const initial = depth > 0 ? initializerOf(value) : null;
  return initial !== null && isConstant(initial, depth - 1);
}

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

/** The operands of a chain of `+`, left to right; the node itself when it is no such chain. */
export function operandsOf(node: Node): Node[] {
  const value = bare(node);
  if (value.type !== 'binary_expression' || value.childForFieldName('operator')?.text !== '+') return [value];
  const left = value.childForFieldName('left');
  const right = value.childForFieldName('right');
  return left && right ? [...operandsOf(left), ...operandsOf(right)] : [value];
}

export function substitutionsOf(template: Node): Node[] {
  return template.namedChildren
    .filter((child) => child.type === 'template_substitution')
    .flatMap((child) => child.namedChildren.slice(0, 1));
}

/** Whether `node` carries a value that the client of an HTTP request chose, unchanged. Follows local constants. */
export function isRequestValue(node: Node, depth = DEPTH): boolean {
  return (
    isRequestSource(node, depth) || partsOf(bare(node)).some((part) => depth > 0 && isRequestValue(part, depth - 1))
  );
}

/** Like `isRequestValue`, but the value must stand at the front of the text, where it chooses host or scheme. */
export function startsWithRequestValue(node: Node, depth = DEPTH): boolean {
  if (isRequestSource(node, depth)) return true;
  const value = bare(node);
  if (value.type === 'template_string') {
    const first = value.namedChild(0);
    return (
      first?.type === 'template_substitution' &&
      substitutionsOf(value)
        .slice(0, 1)
        .some((part) => startsWithRequestValue(part, depth - 1))
    );
  }
  const first = partsOf(value)[0];
  return first !== undefined && depth > 0 && startsWithRequestValue(first, depth - 1);
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
  return initial !== null && isRequestValue(initial, depth - 1);
}

function partsOf(value: Node): Node[] {
  if (value.type === 'template_string') return substitutionsOf(value);
  if (value.type === 'binary_expression')
    return value.childForFieldName('operator')?.text.match(/^(?:\+|\|\||\?\?)$/) ? value.namedChildren : [];
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
  const name = identifier.text;
  for (let block = identifier.parent; block; block = block.parent) {
    if (!/^(?:statement_block|program|switch_case)$/.test(block.type)) continue;
    for (const statement of block.namedChildren) {
      if (statement.startIndex >= identifier.startIndex) break;
      const declaration =
        statement.type === 'export_statement' ? statement.childForFieldName('declaration') : statement;
      if (!declaration || !/^(?:lexical|variable)_declaration$/.test(declaration.type)) continue;
      for (const declarator of declaration.namedChildren) {
        const target = declarator.childForFieldName('name');
        const value = declarator.childForFieldName('value');
        if (target && value && declares(target, name)) return value;
      }
    }
  }
  return null;
}

function declares(target: Node, name: string): boolean {
  if (target.type === 'identifier') return target.text === name;
  if (target.type !== 'object_pattern') return false;
  return target.namedChildren.some((child) => (child.childForFieldName('value') ?? child).text === name);
}

function textOf(node: Node): string | null {
  return node.type === 'template_string' ? node.text : literalOf(node);
}
