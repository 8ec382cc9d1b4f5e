import type { Node, Tree } from 'web-tree-sitter';
import { parentOf } from '../../../../syntax/parent-of.js';
import { argumentsOf, bare, literalOf, calledBy } from '../calls.js';
import { isStrictPattern, refuses, type Purpose } from './conversions.js';
import { bindingAt, namesOf } from './names-of.js';
import { originOf } from './origin.js';

/** What a check that stands before the use proves of a value. `seen`: something looked at it, nobody knows what. */
export type Guard = 'listed' | 'number' | 'safe' | 'seen';

interface Check {
  from: number;
  to: number;
  holds: (purpose: Purpose) => Guard | null;
}

interface Checked {
  keys: string[];
  holds: (purpose: Purpose) => Guard | null;
}

const MOST_CHECKS = 40;
const LONGEST_KEY = 120;
const DEPTH = 8;
const HOST_PROPERTY = /^(?:host|hostname|origin)$/;
const CHECKING_CALL = /(?:^|\.)(?:assert|validate|check|ensure|verify|require|guard|expect)\w*$/;
const known = new WeakMap<Tree, Map<string, Check[]>>();

/** What checks that dominate `use` prove of the value that is written as `use`; null for nothing. */
export function guardOf(use: Node, purpose: Purpose): Guard | null {
  const key = keyOf(use);
  if (key === null) return null;
  const checks = checksOf(use.tree).get(key) ?? [];
  let best: Guard | null = null;
  let [low, high] = [0, checks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((checks[middle]?.from ?? 0) <= use.startIndex) low = middle + 1;
    else high = middle;
  }
  for (const check of checks.slice(Math.max(0, low - MOST_CHECKS), low)) {
    if (check.to < use.endIndex) continue;
    const held = check.holds(purpose);
    if (held !== null && held !== 'seen') return held;
    best ??= held;
  }
  return best;
}

function checksOf(tree: Tree): Map<string, Check[]> {
  const found = known.get(tree) ?? collectChecks(tree);
  known.set(tree, found);
  return found;
}

function collectChecks(tree: Tree): Map<string, Check[]> {
  const checks = new Map<string, Check[]>();
  const add = (list: readonly Checked[], from: number, to: number) => {
    for (const { keys, holds } of list)
      for (const key of new Set(keys)) {
        const of = checks.get(key) ?? [];
        checks.set(key, of);
        of.push({ from, to, holds });
      }
  };
  const types = ['if_statement', 'ternary_expression', 'switch_statement', 'expression_statement'];
  for (const node of tree.rootNode.descendantsOfType(types)) {
    if (node.type === 'expression_statement') {
      const call = bare(node.namedChild(0) ?? node);
      if (call.type !== 'call_expression' || !CHECKING_CALL.test(calledBy(call)?.text.slice(-80) ?? '')) continue;
      const keys = argumentsOf(call).flatMap((argument) => keysOf(argument));
      add([{ keys, holds: () => 'seen' }], node.endIndex, endAround(node));
    } else if (node.type === 'switch_statement') {
      const value = node.childForFieldName('value');
      const keys = value ? keysOf(bare(value)) : [];
      for (const part of node.childForFieldName('body')?.namedChildren ?? [])
        if (part.type === 'switch_case' && literalOf(part.childForFieldName('value')) !== null)
          add([{ keys, holds: () => 'listed' }], part.startIndex, part.endIndex);
    } else {
      const condition = node.childForFieldName('condition');
      const [then, otherwise] = [node.childForFieldName('consequence'), node.childForFieldName('alternative')];
      if (!condition) continue;
      if (then) add(checkedBy(condition, true), then.startIndex, then.endIndex);
      if (otherwise) add(checkedBy(condition, false), otherwise.startIndex, otherwise.endIndex);
      else if (node.type === 'if_statement' && then && leaves(then))
        add(checkedBy(condition, false), node.endIndex, endAround(node));
    }
  }
  for (const list of checks.values()) list.sort((a, b) => a.from - b.from);
  return checks;
}

/** Where the block around a statement ends; of a `try` whose handler leaves as well, the block around that. */
function endAround(node: Node, depth = DEPTH): number {
  const scope = namesOf(node).scopeAt(node.startIndex);
  const outer = scope.node.type === 'statement_block' && depth > 0 ? parentOf(scope.node) : null;
  if (outer?.type !== 'try_statement' || outer.childForFieldName('body')?.id !== scope.node.id) return scope.end;
  const handler = outer.childForFieldName('handler')?.childForFieldName('body');
  return handler && leaves(handler) ? endAround(outer, depth - 1) : scope.end;
}

/** Whether nothing after `statement` runs. */
function leaves(statement: Node): boolean {
  const last =
    statement.type === 'statement_block'
      ? statement.namedChildren.filter(({ type }) => type !== 'comment').at(-1)
      : statement;
  if (!last) return false;
  if (/^(?:return|throw|continue|break)_statement$/.test(last.type)) return true;
  return last.type === 'expression_statement' && /^process\.exit\b/.test(last.text.slice(0, 40));
}

/** What holds of which values when `condition` is `truth`. */
function checkedBy(condition: Node, truth: boolean, depth = DEPTH): Checked[] {
  if (depth <= 0) return [];
  const node = bare(condition);
  if (node.type === 'unary_expression' && node.childForFieldName('operator')?.text === '!') {
    const inner = node.childForFieldName('argument');
    return inner ? checkedBy(inner, !truth, depth - 1) : [];
  }
  if (node.type === 'binary_expression') return checkedByOperator(node, truth, depth);
  if (node.type === 'call_expression') return checkedByCall(node, truth);
  if (node.type === 'subscript_expression' && truth) {
    const index = node.childForFieldName('index');
    return index ? [{ keys: keysOf(index), holds: () => 'listed' }] : [];
  }
  return [];
}

function checkedByOperator(node: Node, truth: boolean, depth: number): Checked[] {
  const operator = node.childForFieldName('operator')?.text ?? '';
  const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')];
  if (!left || !right) return [];
  if (operator === '&&' || operator === '||') {
    const both = [...checkedBy(left, truth, depth - 1), ...checkedBy(right, truth, depth - 1)];
    if ((operator === '&&') === truth) return both;
    const [first, ...others] = both;
    // `a === 'x' || a === 'y'`: each side says it of the same value.
    const keys = first?.keys.filter((key) => others.some((other) => other.keys.includes(key))) ?? [];
    return first && others.length > 0
      ? [
          {
            keys,
            holds: (purpose) => (both.every(({ holds }) => holds(purpose) !== null) ? first.holds(purpose) : null),
          },
        ]
      : [];
  }
  if (operator === 'in') return truth ? [{ keys: keysOf(left), holds: () => 'listed' }] : [];
  const equal = /^={2,3}$/.test(operator);
  if (!equal && !/^!={1,2}$/.test(operator)) return comparedIndex(left, operator, right, truth);
  if (left.type === 'unary_expression' && left.childForFieldName('operator')?.text === 'typeof') {
    const type = literalOf(right);
    const value = left.childForFieldName('argument');
    if (value && equal === truth && type === 'string')
      return [{ keys: keysOf(value), holds: (purpose) => (purpose === 'object' ? 'safe' : null) }];
    return value && equal === truth && /^(?:number|bigint|boolean)$/.test(type ?? '')
      ? [{ keys: keysOf(value), holds: () => 'number' }]
      : [];
  }
  if (/^-\s*1$/.test(right.text.slice(0, 4))) return equal === truth ? [] : indexOfList(left);
  if (equal !== truth) return [];
  const isFixed = (side: Node) => literalOf(side) !== null || side.type === 'number';
  if (/^(?:undefined|null)$/.test(right.type)) return [];
  const value = isFixed(right) ? left : isFixed(left) ? right : null;
  if (value && (literalOf(right) ?? literalOf(left) ?? 'x') !== '')
    return [{ keys: keysOf(value), holds: () => 'listed' }];
  return value ? [] : [...checkedHost(left), ...checkedHost(right)];
}

/** `new URL(x).host === config.host`. */
function checkedHost(side: Node): Checked[] {
  const node = bare(side);
  const isHost =
    node.type === 'member_expression' && HOST_PROPERTY.test(node.childForFieldName('property')?.text ?? '');
  return isHost ? [{ keys: keysOf(node), holds: (purpose) => (purpose === 'url' ? 'listed' : null) }] : [];
}

function comparedIndex(left: Node, operator: string, right: Node, truth: boolean): Checked[] {
  const text = right.text.slice(0, 4);
  const isFound = (operator === '>' && text === '-1') || (operator === '>=' && text === '0');
  const isLost = operator === '<' && text === '0';
  return (isFound && truth) || (isLost && !truth) ? indexOfList(left) : [];
}

function indexOfList(call: Node): Checked[] {
  const node = bare(call);
  const property = calledBy(node)?.childForFieldName('property')?.text;
  const value = argumentsOf(node)[0];
  return property === 'indexOf' && value && literalOf(value) === null
    ? [{ keys: keysOf(value), holds: () => 'listed' }]
    : [];
}

function checkedByCall(call: Node, truth: boolean): Checked[] {
  const callee = calledBy(call);
  const receiver = callee?.childForFieldName('object') ?? null;
  const method = callee?.childForFieldName('property')?.text ?? '';
  const values = argumentsOf(call);
  const [first] = values;
  const origin = originOf(callee) ?? '';
  const argumentKeys = () => values.flatMap((value) => keysOf(value));
  if (/^(?:has|includes|hasOwnProperty)$/.test(method) && receiver) {
    const text = literalOf(first);
    if (first && text === null) return truth ? [{ keys: argumentKeys(), holds: () => 'listed' }] : [];
    return !truth && text?.includes('..')
      ? [{ keys: keysOf(receiver), holds: (purpose) => (purpose === 'path' ? 'safe' : null) }]
      : [];
  }
  if (/^Object\.hasOwn$/.test(origin))
    return truth ? [{ keys: values.slice(1).flatMap((value) => keysOf(value)), holds: () => 'listed' }] : [];
  if (/^(?:Number\.(?:isInteger|isFinite|isSafeInteger))$/.test(origin))
    return truth ? [{ keys: argumentKeys(), holds: () => 'number' }] : [];
  if (/^(?:Number\.)?isNaN$/.test(origin)) return truth ? [] : [{ keys: argumentKeys(), holds: () => 'number' }];
  if (method === 'startsWith' && receiver) return checkedStart(receiver, first, truth);
  const regex = method === 'test' ? receiver : method === 'match' ? first : null;
  if (regex) return [{ keys: method === 'test' ? argumentKeys() : keysOf(receiver), holds: matches(regex, truth) }];
  if (/^path\.(?:posix\.)?isAbsolute$/.test(origin)) return [];
  return [{ keys: argumentKeys(), holds: () => 'seen' }];
}

function matches(regex: Node, truth: boolean): Checked['holds'] {
  const literal = regex.type === 'identifier' ? (bindingAt(regex)?.gives[0]?.value ?? regex) : regex;
  const pattern = literal.type === 'regex' ? (literal.childForFieldName('pattern')?.text.slice(0, 1000) ?? '') : null;
  const flags = literal.childForFieldName('flags')?.text ?? '';
  return (purpose) => {
    if (pattern === null) return 'seen';
    if (!truth) return refuses(pattern, purpose) ? 'safe' : 'seen';
    if (isStrictPattern(pattern, flags, purpose)) return 'safe';
    if (purpose === 'url' && /^\^https?\??:\\\/\\\/[\w\\.()|-]+\\\//.test(pattern)) return 'safe';
    return 'seen';
  };
}

/** `full.startsWith(root)` proves a path, `next.startsWith('/')` a target on this site, a whole host an address. */
function checkedStart(receiver: Node, first: Node | undefined, truth: boolean): Checked[] {
  const text = literalOf(first);
  // `path.relative(root, full).startsWith('..')` proves it where it is false.
  if (text?.startsWith('..'))
    return truth ? [] : [{ keys: keysOf(receiver), holds: (purpose) => (purpose === 'path' ? 'safe' : null) }];
  if (!truth) return [];
  const holds = (purpose: Purpose): Guard | null => {
    if (purpose === 'path') return text === null || text.length > 1 ? 'safe' : null;
    if (purpose !== 'url') return null;
    return text === null || /^\/|^https?:\/\/[^/]+\//.test(text) ? 'safe' : null;
  };
  return [{ keys: keysOf(receiver), holds }];
}

/** How a value is written, where it is a name or a path of properties. */
function keyOf(node: Node): string | null {
  const value = bare(node);
  if (!/^(?:identifier|member_expression|subscript_expression)$/.test(value.type)) return null;
  const text = value.text;
  return text.length <= LONGEST_KEY ? text.replaceAll(/\s+|\?(?=\.)/g, '') : null;
}

/** The values that a checked expression is about: itself, what it is called on, what it is made of. */
function keysOf(node: Node | null, depth = DEPTH): string[] {
  if (node === null || depth <= 0) return [];
  const value = bare(node);
  const key = keyOf(value);
  const keys = key === null ? [] : [key];
  if (value.type === 'identifier') {
    const gives = bindingAt(value)?.gives ?? [];
    const [given] = gives;
    if (
      given &&
      gives.length === 1 &&
      /^(?:new|call|member|subscript)_expression$/.test(bare(given.value).type) &&
      isMadeOf(given.value)
    )
      keys.push(...keysOf(given.value, depth - 2));
  } else if (value.type === 'member_expression') {
    if (HOST_PROPERTY.test(value.childForFieldName('property')?.text ?? ''))
      keys.push(...keysOf(value.childForFieldName('object'), depth - 1));
  } else if (value.type === 'call_expression' || value.type === 'new_expression') {
    const receiver = calledBy(value)?.childForFieldName('object') ?? null;
    if (receiver && !/^(?:path|Object|Array|JSON)$/.test(receiver.text.slice(0, 20)))
      keys.push(...keysOf(receiver, depth - 1));
    for (const argument of argumentsOf(value).slice(0, 5)) keys.push(...keysOf(argument, depth - 1));
  }
  return keys;
}

/** Whether a name holds the same value in another form: an address, a path, its host, its lower case. */
function isMadeOf(value: Node): boolean {
  const node = bare(value);
  if (node.type === 'member_expression') return HOST_PROPERTY.test(node.childForFieldName('property')?.text ?? '');
  const callee = calledBy(node) ?? node.childForFieldName('constructor');
  const method = callee?.childForFieldName('property')?.text ?? '';
  return (
    /^(?:URL|url\.parse|URL\.parse|path\.\w+|path\.posix\.\w+|String|decodeURIComponent)$/.test(
      originOf(callee) ?? '',
    ) || /^(?:trim|toLowerCase|toUpperCase|toString|normalize)$/.test(method)
  );
}
