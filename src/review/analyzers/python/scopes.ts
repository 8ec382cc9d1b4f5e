import type { Node } from 'web-tree-sitter';
import type { Definition, Range, Way } from '../flow/definitions.js';
import { define, newScope, type Scope, type Scopes } from '../flow/scopes.js';
import { headOf } from '../node-text.js';
import { perTree } from '../remember.js';
import { positionalOf } from './calls.js';
import { recordGuards } from './guards.js';

const SCOPES: Readonly<Record<string, Scope['kind']>> = {
  function_definition: 'function',
  lambda: 'function',
  class_definition: 'class',
  list_comprehension: 'block',
  set_comprehension: 'block',
  dictionary_comprehension: 'block',
  generator_expression: 'block',
};
const LOOKED_AT = [
  ...Object.keys(SCOPES),
  'block',
  'with_statement',
  'decorated_definition',
  'assignment',
  'augmented_assignment',
  'named_expression',
  'for_statement',
  'for_in_clause',
  'as_pattern',
  'import_statement',
  'import_from_statement',
  'return_statement',
  'call',
  'if_statement',
  'elif_clause',
  'if_clause',
  'assert_statement',
  'conditional_expression',
  'case_clause',
  'try_statement',
];
const GIVES_ELEMENT = /^(?:append|add|extend|insert|update|appendleft)$/;
const LONGEST_NAME = 80;

/** The scopes of a file with what its names were given and what was checked; read once. */
export const pythonScopes = perTree(({ rootNode }) => readScopes(rootNode));

function readScopes(root: Node): Scopes {
  const file = newScope('file', root, null);
  const all = [file];
  const calls = new Map<string, Node[]>();
  const scopes = [file];
  const blocks: Range[] = [file];
  let withEnd = -1;
  let decorated: Node | null = null;
  for (const node of root.descendantsOfType(LOOKED_AT)) {
    const start = node.startIndex;
    while (scopes.length > 1 && (scopes.at(-1)?.end ?? 0) <= start) scopes.pop();
    while (blocks.length > 1 && (blocks.at(-1)?.end ?? 0) <= start) blocks.pop();
    const [scope, block] = [scopes.at(-1) ?? file, blocks.at(-1) ?? file];
    if (node.type === 'block') {
      // What a `with` does is done, whatever comes.
      if (node.endIndex !== withEnd) blocks.push({ start, end: node.endIndex });
      withEnd = -1;
      continue;
    }
    if (node.type === 'with_statement') withEnd = node.endIndex;
    if (node.type === 'decorated_definition') {
      decorated = node;
      continue;
    }
    const kind = SCOPES[node.type];
    if (kind !== undefined) {
      const inner = newScope(kind, node, scope);
      const name = node.childForFieldName('name')?.text;
      if (name !== undefined) define(scope, name, definition('declared', node, block, node, start));
      if (decorated?.childForFieldName('definition')?.id === node.id) inner.decorated = decorated;
      defineParameters(inner, node);
      all.push(inner);
      scopes.push(inner);
      blocks.push(inner);
      continue;
    }
    if (node.type === 'call') recordCall(node, scope, block, calls);
    else if (node.type === 'return_statement') {
      const value = node.namedChild(0);
      if (value) scope.returns.push(value);
    } else if (!defineNames(node, scope, block)) recordGuards(node, scope, block);
  }
  return { all, calls };
}

function definition(way: Way, node: Node, within: Range, value: Node | null, end = node.endIndex): Definition {
  return { way, start: node.startIndex, end, within, value };
}

function defineParameters(scope: Scope, node: Node): void {
  const parameters = node.childForFieldName('parameters')?.namedChildren ?? [];
  for (const [index, parameter] of parameters.slice(0, 1000).entries()) {
    const name =
      parameter.type === 'identifier' ? parameter : (parameter.childForFieldName('name') ?? parameter.namedChild(0));
    if (name?.type !== 'identifier') continue;
    const given = definition('parameter', node, scope, parameter.childForFieldName('type'), scope.start);
    define(scope, name.text, { ...given, index });
  }
}

/** Whether `node` gives names their values. */
function defineNames(node: Node, scope: Scope, block: Range): boolean {
  if (node.type === 'assignment' || node.type === 'augmented_assignment') {
    const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')];
    if (left && right)
      defineTarget(scope, left, right, definition(node.type === 'assignment' ? 'set' : 'append', node, block, right));
  } else if (node.type === 'named_expression') {
    const [name, value] = [node.childForFieldName('name'), node.childForFieldName('value')];
    if (name && value) define(scope, name.text, definition('set', node, block, value));
  } else if (node.type === 'for_statement' || node.type === 'for_in_clause') {
    const [left, right] = [node.childForFieldName('left'), node.childForFieldName('right')];
    const inClause = node.type === 'for_in_clause';
    if (left && right) {
      const each = definition('each', node, inClause ? scope : block, right, inClause ? scope.start : right.endIndex);
      defineTarget(scope, left, right, each);
    }
  } else if (node.type === 'as_pattern') {
    const value = node.namedChild(0);
    const name = node.childForFieldName('alias')?.namedChild(0);
    if (name?.type === 'identifier') define(scope, name.text, definition('set', node, block, value));
  } else if (node.type === 'import_statement' || node.type === 'import_from_statement')
    defineImports(scope, node, block);
  else return false;
  return true;
}

function defineTarget(scope: Scope, left: Node, right: Node, given: Definition): void {
  if (left.type === 'identifier') define(scope, left.text, given);
  else if (left.type === 'attribute') {
    const name = headOf(left, LONGEST_NAME);
    define(scope, name, given);
    const around = scope.parent;
    if (name.startsWith('self.') && around?.kind === 'class') define(around, name, given);
  } else if (left.type === 'subscript') {
    const holder = left.childForFieldName('value');
    if (holder?.type === 'identifier') define(scope, holder.text, { ...given, way: 'element' });
  } else if (/^(?:pattern_list|tuple_pattern|list_pattern)$/.test(left.type)) {
    const values = /^(?:expression_list|tuple|list)$/.test(right.type) ? right.namedChildren : [];
    const targets = left.namedChildren;
    for (const [index, target] of targets.slice(0, 100).entries()) {
      const value = values.length === targets.length ? values[index] : undefined;
      const name = target.type === 'identifier' ? target : target.namedChild(0);
      if (name?.type !== 'identifier') continue;
      const way = value !== undefined || given.way === 'each' ? given.way : 'part';
      define(scope, name.text, { ...given, way, value: value ?? given.value, index });
    }
  }
}

/** `import a.b as c` makes `c` mean `a.b`; `from a import b` makes `b` mean `a.b`. */
function defineImports(scope: Scope, node: Node, block: Range): void {
  const module = node.childForFieldName('module_name')?.text;
  for (const name of node.childrenForFieldName('name').slice(0, 500)) {
    const aliased = name.type === 'aliased_import';
    const path = (aliased ? name.childForFieldName('name')?.text : name.text) ?? '';
    const local = aliased ? name.childForFieldName('alias')?.text : module === undefined ? path.split('.')[0] : path;
    if (local === undefined) continue;
    const full = module === undefined ? (aliased ? path : local) : `${module}.${path}`;
    define(scope, local, { ...definition('import', node, block, null), path: full });
  }
}

/** Calls of names are remembered for their parameters; `parts.append(x)` gives `parts` an element. */
function recordCall(call: Node, scope: Scope, block: Range, calls: Map<string, Node[]>): void {
  const called = call.childForFieldName('function');
  if (called?.type === 'identifier' || (called?.type === 'attribute' && /^(?:self|cls)\./.test(headOf(called, 5)))) {
    const name = (called.childForFieldName('attribute') ?? called).text;
    const same = calls.get(name);
    if (same) same.push(call);
    else calls.set(name, [call]);
    return;
  }
  const holder = called?.childForFieldName('object');
  if (holder?.type !== 'identifier' || !GIVES_ELEMENT.test(called?.childForFieldName('attribute')?.text ?? '')) return;
  for (const value of positionalOf(call).slice(-1)) {
    define(scope, holder.text, { ...definition('element', call, block, value) });
  }
}
