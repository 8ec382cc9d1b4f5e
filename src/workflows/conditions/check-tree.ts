import type { ASTNode } from '@marcbachmann/cel-js';
import { nearest } from '../../words/nearest.js';
import { ConditionError } from './condition-error.js';
import { FUNCTIONS, functionsNamed } from './functions/functions.js';
import { pathOf } from './path-of.js';
import { isInt64 } from './values.js';
import { declaredAt, VARIABLES } from './variables.js';

/** Macros over lists, by how many arguments they take. */
export const LIST_MACROS: Readonly<Record<string, readonly number[]>> = {
  exists: [2],
  all: [2],
  exists_one: [2],
  filter: [2],
  map: [2, 3],
};
const DEEPEST_MACROS = 2;
const DEEPEST_LITERALS = 2;

/** Where a node stands: the variables of the list macros around it, and the lists and maps around it. */
interface Place {
  names: readonly string[];
  literals: number;
}

/**
 * Refuses what the parser takes and we do not: names that are not in our tables, bytes and unsigned numbers, patterns
 * that are not written out, macros and lists deep within others (the type checker keeps each type it ever saw). Throws
 * ConditionError.
 */
export function checkTree(tree: ASTNode): void {
  check(tree, { names: [], literals: 0 });
}

function check(node: ASTNode, place: Place): void {
  switch (node.op) {
    case 'value':
      return checkLiteral(node, node.args);
    case 'id':
    case '.':
      return checkPath(node, place);
    case '[]': {
      const [base, index] = node.args;
      check(base, place);
      return check(index, place);
    }
    case 'call':
      return checkCall(node, node.args[0], null, node.args[1], place);
    case 'rcall': {
      const [name, receiver, args] = node.args;
      if (name in LIST_MACROS) return checkMacro(node, name, receiver, args, place);
      return checkCall(node, name, receiver, args, place);
    }
    case 'list':
      return checkElements(node, node.args, place);
    case 'map':
      for (const [key] of node.args)
        if (key.op !== 'value' || typeof key.args !== 'string')
          fail(key, 'The keys of a map are texts that are written out');
      return checkElements(
        node,
        node.args.map(([, value]) => value),
        place,
      );
    case '!_':
    case '-_':
      return check(node.args, place);
    case '.?':
    case '[?]':
      return fail(node, 'Optional fields are not supported: use `has()`');
    default:
      for (const part of node.args) check(part, place);
  }
}

function checkLiteral(node: ASTNode, value: unknown): void {
  if (value instanceof Uint8Array) fail(node, 'Bytes are not supported');
  else if (typeof value === 'object' && value !== null)
    fail(node, 'Unsigned numbers are not supported: leave out the u');
  if (typeof value === 'bigint' && !isInt64(value)) fail(node, 'The number is too large');
}

/** A variable, or a field behind it: of our parts only their fields have a value. */
function checkPath(node: ASTNode, place: Place): void {
  const path = pathOf(node);
  if (path === null) return node.op === '.' ? check(node.args[0], place) : undefined;
  const [root = ''] = path;
  if (place.names.includes(root)) return;
  if (!Object.hasOwn(VARIABLES, root))
    fail(node, `There is no variable \`${root}\`${hint(root, [...Object.keys(VARIABLES), ...place.names])}`);
  for (let length = 1; length <= path.length; length++) {
    const declared = declaredAt(path.slice(0, length));
    if (declared === undefined || !('fields' in declared)) return;
    const here = path.slice(0, length).join('.');
    const [next, names] = [path[length], Object.keys(declared.fields)];
    if (next === undefined) fail(node, `Name a field of \`${here}\`: ${names.join(', ')}`);
    if (!names.includes(next)) fail(node, `\`${here}\` has no field \`${next}\`${hint(next, names)}`, node.pos);
  }
}

function checkCall(
  node: ASTNode,
  name: string,
  receiver: ASTNode | null,
  args: readonly ASTNode[],
  place: Place,
): void {
  const all = receiver === null ? args : [receiver, ...args];
  if (name === 'has' && receiver === null) {
    if (args.length !== 1 || args[0]?.op !== '.') fail(node, '`has` asks for a field: `has(payload.issue)`');
    return check(args[0], place);
  }
  const known = functionsNamed(name, receiver !== null);
  if (known.length === 0) fail(node, `There is no function \`${name}\`${hint(name, [...NAMES, 'has'])}`);
  const fitting = known.filter(({ takes }) => takes.some(({ length }) => length === all.length));
  if (fitting.length === 0) fail(node, `\`${name}\` takes another number of arguments: ${known[0]?.usage}`);
  const [prepared] = fitting.flatMap(({ prepare }) => prepare ?? []);
  const last = args.at(-1);
  if (prepared && last) {
    if (last.op !== 'value' || typeof last.args !== 'string')
      fail(last, `\`${name}\` takes a text that is written out: ${fitting[0]?.usage}`);
    const made = prepared(last.args);
    if ('problem' in made) fail(last, made.problem);
  }
  for (const each of all) check(each, place);
}

const NAMES = [...new Set([...FUNCTIONS.map(({ name }) => name), ...Object.keys(LIST_MACROS)])];

function checkMacro(node: ASTNode, name: string, receiver: ASTNode, args: readonly ASTNode[], place: Place): void {
  const [variable, ...bodies] = args;
  if (!LIST_MACROS[name]?.includes(args.length) || variable?.op !== 'id')
    return fail(node, `\`${name}\` takes the name of a variable and what is asked of it: list.${name}(x, …)`);
  if (place.names.length >= DEEPEST_MACROS) fail(node, `More than ${DEEPEST_MACROS} list macros stand in one another`);
  if (Object.hasOwn(VARIABLES, variable.args) || place.names.includes(variable.args))
    fail(variable, `\`${variable.args}\` is a variable already: choose another name`);
  check(receiver, place);
  for (const body of bodies) check(body, { ...place, names: [...place.names, variable.args] });
}

function checkElements(node: ASTNode, elements: readonly ASTNode[], place: Place): void {
  if (place.literals >= DEEPEST_LITERALS)
    fail(node, `More than ${DEEPEST_LITERALS} lists or maps stand in one another`);
  for (const element of elements) {
    if (place.names.length > 0 && element.op !== 'value')
      fail(element, 'A list or map in a list macro may hold only what is written out');
    check(element, { ...place, literals: place.literals + 1 });
  }
}

function hint(given: string, names: readonly string[]): string {
  const near = nearest(given, names);
  return near === null ? '' : `: did you mean \`${near}\`?`;
}

function fail(node: ASTNode, problem: string, position = node.start): never {
  throw new ConditionError(/[?.]$/.test(problem) ? problem : `${problem}.`, position);
}
