import type { Node, Tree } from 'web-tree-sitter';
import { bare, literalOf, calledBy } from '../calls.js';
import { findBinding, type Binding, type BindingKind, type Given, type Names, type Scope } from './scopes.js';

const FUNCTIONS = [
  'arrow_function',
  'function_declaration',
  'function_expression',
  'generator_function',
  'generator_function_declaration',
  'method_definition',
];
const BLOCKS = [
  'program',
  'statement_block',
  'class_body',
  'for_statement',
  'for_in_statement',
  'catch_clause',
  'switch_body',
];
const OTHERS = [
  'variable_declarator',
  'assignment_expression',
  'augmented_assignment_expression',
  'import_statement',
  'class_declaration',
  'enum_declaration',
  'return_statement',
  'call_expression',
];
const LOOKED_FOR = [...FUNCTIONS, ...BLOCKS, ...OTHERS];
/** Longer names and patterns are not what a person wrote. */
const LONGEST_NAME = 200;
const MOST_PATTERN_DEPTH = 8;

interface Assignment {
  name: string;
  scope: Scope;
  given: Given;
}

/** Looks through a tree once: its scopes, what each name is given, and calls by name. */
export function collectNames(tree: Tree): Names {
  const root = newScope(tree.rootNode, null);
  const borders: { at: number; scope: Scope }[] = [{ at: 0, scope: root }];
  const calls = new Map<string, Node[]>();
  const assignments: Assignment[] = [];
  let scope = root;

  const leaveUntil = (index: number) => {
    while (scope.parent !== null && scope.end <= index) {
      borders.push({ at: scope.end, scope: scope.parent });
      scope = scope.parent;
    }
  };
  const given = (value: Node, path: readonly string[], around: Node, adds = false): Given => ({
    start: around.startIndex,
    end: around.endIndex,
    scope,
    value,
    path,
    adds,
  });

  for (const node of tree.rootNode.descendantsOfType(LOOKED_FOR)) {
    const { type } = node;
    leaveUntil(node.startIndex);
    if (type === 'program') continue;
    if (FUNCTIONS.includes(type)) {
      const name = node.childForFieldName('name');
      if (name && type.endsWith('declaration')) declare(scope, name, 'function', node);
      scope = enter(node, scope, true);
      if (name && type === 'function_expression') declare(scope, name, 'function', node);
      const body = node.childForFieldName('body');
      if (body && body.type !== 'statement_block') scope.returns.push(body);
      declareParameters(scope, node);
      borders.push({ at: scope.start, scope });
    } else if (BLOCKS.includes(type)) {
      scope = enter(node, scope, false);
      borders.push({ at: scope.start, scope });
      if (type === 'for_in_statement') {
        const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')];
        const element = node.childForFieldName('operator')?.text === 'of' ? '[]' : 'key()';
        for (const { name, path } of left ? namesIn(left) : [])
          if (right) declare(scope, name, 'variable', node).gives.push(given(right, [element, ...path], left ?? node));
      } else if (type === 'catch_clause') {
        const parameter = node.childForFieldName('parameter');
        for (const { name } of parameter ? namesIn(parameter) : []) declare(scope, name, 'caught', node);
      }
    } else if (type === 'variable_declarator') {
      const target = node.childForFieldName('name');
      const value = node.childForFieldName('value');
      for (const { name, path, otherwise } of target ? namesIn(target) : []) {
        const binding = declare(scope, name, 'variable', node);
        if (value) binding.gives.push(given(value, path, node));
        if (otherwise) binding.gives.push(given(otherwise, [], node, true));
      }
    } else if (type === 'assignment_expression' || type === 'augmented_assignment_expression') {
      const [left, value] = [node.childForFieldName('left'), node.childForFieldName('right')];
      const operator = node.childForFieldName('operator')?.text ?? '=';
      if (!left || !value) continue;
      const adds = operator !== '=';
      if (left.type === 'member_expression' || left.type === 'subscript_expression') {
        const holder = left.childForFieldName('object');
        const property = left.childForFieldName('property')?.text ?? '[]';
        if (holder?.type === 'identifier' && property.length <= LONGEST_NAME)
          assignments.push({ name: `${holder.text}.${property}`, scope, given: given(value, [], node, adds) });
      } else
        for (const { name, path } of namesIn(left))
          assignments.push({ name: name.text, scope, given: given(value, path, node, adds) });
    } else if (type === 'import_statement') declareImports(scope, node);
    else if (type === 'class_declaration' || type === 'enum_declaration') {
      const name = node.childForFieldName('name');
      if (name) declare(scope, name, type === 'enum_declaration' ? 'enum' : 'class', node);
    } else if (type === 'return_statement') {
      const value = node.namedChild(0);
      if (value) scope.within.returns.push(value);
    } else if (type === 'call_expression') {
      const callee = calledBy(node);
      const name = calledName(callee);
      if (name === null) continue;
      const of = calls.get(name);
      if (of) of.push(node);
      else calls.set(name, [node]);
      if (/\.(?:push|unshift)$/.test(name)) {
        for (const value of node.childForFieldName('arguments')?.namedChildren.slice(0, 20) ?? [])
          assignments.push({ name: name.replace(/\.\w+$/, ''), scope, given: given(value, [], node, true) });
      }
    }
  }
  leaveUntil(Number.POSITIVE_INFINITY);
  for (const { name, scope: at, given: value } of assignments) assign(at, name, value);
  return { scopeAt: (index) => scopeIn(borders, index), calls };
}

/** `f` for `f()`, `a.f` for `a.f()` and `this.f` for `this.f()`; null for anything longer. */
function calledName(callee: Node | null): string | null {
  if (callee?.type === 'identifier') return callee.text.slice(0, LONGEST_NAME);
  if (callee?.type !== 'member_expression') return null;
  const holder = callee.childForFieldName('object');
  if (holder?.type !== 'this' && holder?.type !== 'identifier') return null;
  const text = callee.text;
  return text.length <= LONGEST_NAME ? text.replace(/\s+/g, '').replace('?.', '.') : null;
}

function newScope(node: Node, parent: Scope | null): Scope {
  const scope = { start: node.startIndex, end: node.endIndex, node, parent, names: new Map(), returns: [] };
  return Object.assign(scope, { within: scope as unknown as Scope });
}

function enter(node: Node, parent: Scope, isFunction: boolean): Scope {
  const scope = newScope(node, parent);
  if (!isFunction) scope.within = parent.within;
  return scope;
}

function declare(scope: Scope, name: Node, kind: BindingKind, node: Node): Binding {
  const text = name.text.slice(0, LONGEST_NAME);
  const existing = scope.names.get(text);
  if (existing) return existing;
  const binding: Binding = { name: text, kind, scope, node, gives: [] };
  scope.names.set(text, binding);
  return binding;
}

/** A name that is assigned without a declaration belongs to nobody: it is looked at as one of the file. */
function assign(scope: Scope, name: string, given: Given): void {
  const [holder, property] = name.split('.', 2);
  const binding = findBinding(scope, holder ?? '');
  if (property !== undefined) {
    // What a name's property is given stands beside the name, under its own: `options.url`.
    const at = binding?.scope ?? scope;
    const key = `${holder}.${property}`;
    const known = at.names.get(key) ?? { name: key, kind: 'variable', scope: at, node: given.value, gives: [] };
    at.names.set(key, known);
    known.gives.push(given);
  } else binding?.gives.push(given);
}

function declareParameters(scope: Scope, fn: Node): void {
  const single = fn.childForFieldName('parameter');
  const list = fn.childForFieldName('parameters');
  const parameters = single ? [single] : (list?.namedChildren ?? []).filter(({ type }) => type !== 'comment');
  parameters.forEach((parameter, index) => {
    const pattern = parameter.childForFieldName('pattern') ?? parameter;
    const value = parameter.childForFieldName('value');
    for (const { name, path, otherwise } of namesIn(pattern)) {
      const binding = declare(scope, name, 'parameter', parameter);
      binding.parameter = { of: fn, index, path };
      for (const fallback of [otherwise, value])
        if (fallback) {
          const { startIndex: start, endIndex: end } = parameter;
          binding.gives.push({ start, end, scope, value: fallback, path: fallback === value ? path : [], adds: true });
        }
    }
  });
}

function declareImports(scope: Scope, statement: Node): void {
  const module = moduleName(literalOf(statement.childForFieldName('source')) ?? '');
  const clause = statement.namedChildren.find(({ type }) => type === 'import_clause');
  for (const part of clause?.namedChildren ?? []) {
    if (part.type === 'identifier') declare(scope, part, 'import', part).imported = { module, name: 'default' };
    else if (part.type === 'namespace_import') {
      const name = part.namedChild(0);
      if (name) declare(scope, name, 'import', part).imported = { module, name: '*' };
    } else
      for (const specifier of part.namedChildren) {
        const name = specifier.childForFieldName('name');
        const alias = specifier.childForFieldName('alias') ?? name;
        if (name && alias) declare(scope, alias, 'import', specifier).imported = { module, name: name.text };
      }
  }
}

/** The name of a module without what does not tell modules apart: `node:fs/promises` is `fs`. */
export function moduleName(specifier: string): string {
  return specifier.replace(/^node:/, '').replace(/^fs\/promises$/, 'fs');
}

interface Named {
  name: Node;
  path: readonly string[];
  otherwise: Node | null;
}

/** The names that a pattern declares, with the properties that lead to each, and what stands in where there is none. */
function namesIn(pattern: Node, path: readonly string[] = [], otherwise: Node | null = null, depth = 0): Named[] {
  if (depth > MOST_PATTERN_DEPTH) return [];
  const inner = (node: Node | null, steps: readonly string[], fallback: Node | null = null) =>
    node ? namesIn(node, [...path, ...steps], fallback, depth + 1) : [];
  switch (pattern.type) {
    case 'identifier':
    case 'shorthand_property_identifier_pattern':
      return [{ name: pattern, path, otherwise }];
    case 'object_pattern':
      return pattern.namedChildren.flatMap((child) => {
        if (child.type === 'shorthand_property_identifier_pattern') return inner(child, [child.text]);
        if (child.type === 'pair_pattern') {
          const key = child.childForFieldName('key');
          return inner(child.childForFieldName('value'), [literalOf(key) ?? key?.text ?? '[]']);
        }
        if (child.type === 'object_assignment_pattern') {
          const left = child.childForFieldName('left');
          return inner(left, [left?.text ?? '[]'], child.childForFieldName('right'));
        }
        return inner(child, []);
      });
    case 'array_pattern':
      return pattern.namedChildren.flatMap((child) => inner(child, ['[]']));
    case 'assignment_pattern':
      return namesIn(pattern.childForFieldName('left') ?? pattern, path, pattern.childForFieldName('right'), depth + 1);
    case 'rest_pattern':
      return inner(pattern.namedChild(0), []);
    default:
      return /^(?:parenthesized|non_null|as)_expression$/.test(pattern.type) ? inner(bare(pattern), []) : [];
  }
}

function scopeIn(borders: readonly { at: number; scope: Scope }[], index: number): Scope {
  let [low, high] = [0, borders.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((borders[middle]?.at ?? 0) <= index) low = middle + 1;
    else high = middle;
  }
  const found = borders[Math.max(0, low - 1)]?.scope;
  if (!found) throw new Error('A file has a scope');
  return found;
}
