import type { ASTNode } from '@marcbachmann/cel-js';
import { buildCall } from './build-call.js';
import { buildMacro } from './build-macro.js';
import { buildOperator } from './build-operator.js';
import { LIST_MACROS } from './check-tree.js';
import { timeOf } from './functions/change-functions.js';
import { pathOf } from './path-of.js';
import { NODE, pay, type Part } from './run.js';
import { sourceText } from './source-text.js';
import { kindOf, Unknown, valueOf, type List, type MapValue, type Value } from './values.js';
import { declaredAt, VARIABLES, type Facts, type FieldType } from './variables.js';

/** The variables of the list macros around a node, the outermost first. */
export type Scope = readonly string[];

/**
 * Makes functions of a checked tree: each node pays for itself, and a value that is not known is an Unknown that is
 * handed on, never an exception. The library's own evaluator does neither.
 */
export function buildPart(node: ASTNode, scope: Scope): Part {
  const run = build(node, scope);
  return (state) => {
    pay(state, NODE);
    return run(state);
  };
}

function build(node: ASTNode, scope: Scope): Part {
  switch (node.op) {
    case 'value': {
      const value = node.args as Exclude<typeof node.args, object> | null;
      return () => value;
    }
    case 'id':
      return buildVariable(node, node.args, scope);
    case '.':
      return buildField(node, scope);
    case '[]':
      return buildIndex(node, buildPart(node.args[0], scope), buildPart(node.args[1], scope));
    case 'call': {
      const [name, args] = node.args;
      if (name === 'has') return buildHas(args[0] as ASTNode & { op: '.' }, scope);
      return buildCall(name, { isMethod: false, parts: partsOf(args, scope), written: writtenIn(args) });
    }
    case 'rcall': {
      const [name, receiver, args] = node.args;
      if (name in LIST_MACROS) return buildMacroOf(name, receiver, args, scope);
      return buildCall(name, { isMethod: true, parts: partsOf([receiver, ...args], scope), written: writtenIn(args) });
    }
    case 'list':
      return buildList(node.args, scope);
    case 'map':
      return buildMap(node.args, scope);
    case '!_':
    case '-_':
      return buildOperator(node.op, [buildPart(node.args, scope)]);
    default:
      return buildOperator(node.op, partsOf(node.args as readonly ASTNode[], scope));
  }
}

function partsOf(nodes: readonly ASTNode[], scope: Scope): Part[] {
  return nodes.map((node) => buildPart(node, scope));
}

function writtenIn(args: readonly ASTNode[]): string | null {
  const last = args.at(-1);
  return last?.op === 'value' && typeof last.args === 'string' ? last.args : null;
}

function buildMacroOf(name: string, receiver: ASTNode, args: readonly ASTNode[], scope: Scope): Part {
  const [variable, ...bodies] = args;
  const inner = [...scope, String(variable?.args as string)];
  return buildMacro(name, { slot: scope.length, range: buildPart(receiver, scope), bodies: partsOf(bodies, inner) });
}

function buildVariable(node: ASTNode, name: string, scope: Scope): Part {
  const slot = scope.indexOf(name);
  if (slot !== -1) return ({ locals }) => locals[slot] ?? null;
  const { absent, type } = VARIABLES[name as 'steps' | 'inputs' | 'payload' | 'now'];
  const unknown = new Unknown(`\`${name}\` is not known: ${absent}`);
  const nameOf = named(node);
  return ({ facts }) => {
    const given = facts[name as keyof Facts];
    if (given === undefined || given === null) return unknown;
    if (type === 'time') return timeOf(given, `\`${name}\``);
    const value = valueOf(given, nameOf);
    return type === 'dyn' || value instanceof Unknown || kindOf(value) === 'map' ? value : mistyped(name, 'map');
  };
}

/** A field of our table, or of a map. */
function buildField(node: ASTNode & { op: '.' }, scope: Scope): Part {
  const [base, name] = node.args;
  const path = pathOf(node);
  const declared = path !== null && !scope.includes(path[0] ?? '') ? declaredAt(path) : undefined;
  if (path !== null && declared !== undefined && 'type' in declared) return buildFact(path, declared.type as FieldType);
  const from = buildPart(base, scope);
  const names = { base: named(base), field: named(node) };
  return (run) => {
    pay(run, NODE);
    return fieldOf(from(run), name, names);
  };
}

function fieldOf(from: Value, name: string, names: Readonly<Record<'base' | 'field', () => string>>): Value {
  if (from instanceof Unknown) return from;
  if (kindOf(from) !== 'map') return new Unknown(`${names.base()} has no fields`);
  return valueOf(Object.hasOwn(from as MapValue, name) ? (from as MapValue)[name] : undefined, names.field);
}

const TYPES: Readonly<Record<FieldType, { kind: string; word: string }>> = {
  string: { kind: 'string', word: 'text' },
  int: { kind: 'int', word: 'whole number' },
  bool: { kind: 'bool', word: 'bool' },
  time: { kind: 'timestamp', word: 'time' },
  'list<string>': { kind: 'list', word: 'list' },
};

function buildFact(path: readonly string[], type: FieldType): Part {
  const name = `\`${path.join('.')}\``;
  const [root = '', ...rest] = path;
  const missing = new Unknown(`${name} is not known`);
  const absent = new Unknown(`${name} is not known: ${VARIABLES[root as keyof typeof VARIABLES].absent}`);
  return ({ facts }) => {
    let at: unknown = facts[root as keyof Facts];
    if (at === undefined || at === null) return absent;
    for (const key of rest) at = (at as MapValue | null | undefined)?.[key];
    if (at === undefined || at === null) return missing;
    if (type === 'time') return timeOf(at, name);
    const value = valueOf(at, () => name);
    return value instanceof Unknown || kindOf(value) === TYPES[type].kind
      ? value
      : mistyped(path.join('.'), TYPES[type].word);
  };
}

function mistyped(name: string, word: string): Unknown {
  return new Unknown(`\`${name}\` is no ${word}`);
}

/** A field of ours is there or not known; whether one of a map is there can be told. */
function buildHas(node: ASTNode & { op: '.' }, scope: Scope): Part {
  const [base, name] = node.args;
  const path = pathOf(node);
  const declared = path !== null && !scope.includes(path[0] ?? '') ? declaredAt(path) : undefined;
  if (declared !== undefined) {
    const field = buildField(node, scope);
    return (run) => {
      const value = field(run);
      return value instanceof Unknown ? value : true;
    };
  }
  const from = buildPart(base, scope);
  const baseName = named(base);
  return (run) => {
    const value = from(run);
    if (value instanceof Unknown) return value;
    if (kindOf(value) !== 'map') return new Unknown(`${baseName()} has no fields`);
    return Object.hasOwn(value as MapValue, name) && (value as MapValue)[name] !== undefined;
  };
}

function buildIndex(node: ASTNode & { op: '[]' }, base: Part, index: Part): Part {
  const [baseName, nameOf] = [named(node.args[0]), named(node)];
  return (run) => {
    const [from, at] = [base(run), index(run)];
    if (from instanceof Unknown) return from;
    if (at instanceof Unknown) return at;
    const kind = kindOf(from);
    if (kind === 'list' && typeof at === 'bigint') {
      const list = from as List;
      if (at >= 0n && at < list.length) return valueOf(list[Number(at)], nameOf);
      return new Unknown(`${baseName()} has no element ${at}`);
    }
    if (kind === 'map' && typeof at === 'string')
      return valueOf(Object.hasOwn(from as MapValue, at) ? (from as MapValue)[at] : undefined, nameOf);
    return new Unknown(`${baseName()} has no such element`);
  };
}

function buildList(nodes: readonly ASTNode[], scope: Scope): Part {
  const parts = nodes.map((node) => buildPart(node, scope));
  return (run) => {
    const values = parts.map((part) => part(run));
    return values.find((value) => value instanceof Unknown) ?? values;
  };
}

function buildMap(entries: readonly (readonly [ASTNode, ASTNode])[], scope: Scope): Part {
  const parts = entries.map(([key, value]) => [String(key.args as string), buildPart(value, scope)] as const);
  return (run) => {
    const values = parts.map(([key, part]) => [key, part(run)] as const);
    const unknown = values.find(([, value]) => value instanceof Unknown);
    return unknown ? unknown[1] : Object.fromEntries(values);
  };
}

/** What a node is called where its value is not known: its source, made once. */
export function named(node: ASTNode): () => string {
  let name: string | undefined;
  return () => (name ??= `\`${sourceText(node)}\``);
}
