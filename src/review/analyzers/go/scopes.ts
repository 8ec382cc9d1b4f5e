import type { Node } from 'web-tree-sitter';
import type { Definition, Range, Way } from '../flow/definitions.js';
import { define, newScope, type Scope, type Scopes } from '../flow/scopes.js';
import { headOf } from '../node-text.js';
import { perTree } from '../remember.js';
import { argumentsOf, calleeOf } from './calls.js';
import { recordGuards } from './guards.js';

const FUNCTION = /^(?:function_declaration|method_declaration|func_literal)$/;
/** What a name that is made in it does not outlive. */
const BLOCK =
  /^(?:block|expression_case|default_case|type_case|communication_case|if_statement|for_statement|expression_switch_statement|type_switch_statement)$/;
const LOOKED_AT = [
  'function_declaration',
  'method_declaration',
  'func_literal',
  'block',
  'expression_case',
  'default_case',
  'type_case',
  'communication_case',
  'if_statement',
  'for_statement',
  'expression_switch_statement',
  'type_switch_statement',
  'short_var_declaration',
  'assignment_statement',
  'var_spec',
  'const_spec',
  'type_spec',
  'range_clause',
  'return_statement',
  'call_expression',
  'import_spec',
];
/** Fill what they are given the address of. */
const FILLS = /(?:^|\.)(?:\w*Bind\w*|BodyParser|QueryParser|ParamsParser|Decode|Unmarshal\w*|Scan|Fscan|Scanln)$/;
const WRITES = /\.(?:WriteString|WriteByte|WriteRune|Write)$/;
const LONGEST_NAME = 80;

/** The scopes of a file with what its names were given and what was checked; read once. */
export const goScopes = perTree(({ rootNode }) => readScopes(rootNode));

function readScopes(root: Node): Scopes {
  const file = newScope('file', root, null);
  const all = [file];
  const calls = new Map<string, Node[]>();
  const scopes = [file];
  const blocks: Range[] = [file];
  for (const node of root.descendantsOfType(LOOKED_AT)) {
    const start = node.startIndex;
    while (scopes.length > 1 && (scopes.at(-1)?.end ?? 0) <= start) scopes.pop();
    while (blocks.length > 1 && (blocks.at(-1)?.end ?? 0) <= start) blocks.pop();
    const [scope, block] = [scopes.at(-1) ?? file, blocks.at(-1) ?? file];
    if (FUNCTION.test(node.type)) {
      const inner = newScope('function', node, scope);
      const name = node.childForFieldName('name')?.text;
      if (name !== undefined) define(file, name, { ...definition('declared', node, file, node), end: start });
      defineParameters(inner, node);
      all.push(inner);
      scopes.push(inner);
      blocks.push(inner);
      continue;
    }
    if (node.type === 'if_statement' || node.type === 'expression_switch_statement') recordGuards(node, scope, block);
    if (BLOCK.test(node.type)) blocks.push({ start, end: node.endIndex });
    else if (node.type === 'return_statement')
      scope.returns.push(...(node.namedChild(0)?.namedChildren.slice(0, 1) ?? []));
    else if (node.type === 'call_expression') recordCall(node, scope, block, calls);
    else defineNames(node, scope, block);
  }
  return { all, calls };
}

function definition(way: Way, node: Node, within: Range, value: Node | null): Definition {
  return { way, start: node.startIndex, end: node.endIndex, within, value };
}

function defineParameters(scope: Scope, node: Node): void {
  const receiver = node.childForFieldName('receiver')?.namedChildren ?? [];
  const given = { ...definition('parameter', node, scope, null), end: scope.start };
  for (const one of receiver) {
    const name = one.childForFieldName('name')?.text;
    if (name !== undefined) define(scope, name, { ...given, type: one.childForFieldName('type'), index: -1 });
  }
  let index = 0;
  for (const one of node.childForFieldName('parameters')?.namedChildren.slice(0, 200) ?? []) {
    const type = one.childForFieldName('type');
    const names = one.childrenForFieldName('name');
    for (const name of names) define(scope, name.text, { ...given, value: type, type, index: index++ });
    if (names.length === 0) index += 1;
  }
}

function defineNames(node: Node, scope: Scope, block: Range): void {
  if (node.type === 'import_spec') {
    const path = node.childForFieldName('path')?.text.slice(1, -1) ?? '';
    const name = node.childForFieldName('name')?.text ?? packageName(path);
    define(scope, name, { ...definition('import', node, block, null), path });
  } else if (node.type === 'type_spec') {
    const name = node.childForFieldName('name')?.text;
    if (name !== undefined)
      define(scope, `type ${name}`, definition('declared', node, block, node.childForFieldName('type')));
  } else if (node.type === 'var_spec' || node.type === 'const_spec') {
    const values = node.childForFieldName('value')?.namedChildren ?? [];
    const names = node.childrenForFieldName('name').filter((name) => name.isNamed);
    defineEach(names, values, scope, {
      ...definition('set', node, block, null),
      isLocal: true,
      type: node.childForFieldName('type'),
    });
  } else {
    const left = node.childForFieldName('left')?.namedChildren ?? [];
    const right = node.childForFieldName('right');
    if (!right) return;
    const isNew =
      node.type === 'short_var_declaration' ||
      (node.type === 'range_clause' && node.children.some((child) => child.type === ':='));
    const way: Way =
      node.type === 'range_clause' ? 'each' : node.childForFieldName('operator')?.text === '+=' ? 'append' : 'set';
    const values = node.type === 'range_clause' ? [right] : right.namedChildren;
    defineEach(left, values, scope, { ...definition(way, node, block, null), isLocal: isNew });
  }
}

function defineEach(names: readonly Node[], values: readonly Node[], scope: Scope, given: Definition): void {
  for (const [index, target] of names.slice(0, 50).entries()) {
    const own = values.length === names.length || given.way === 'each';
    const value = (given.way === 'each' ? values[0] : own ? values[index] : values[0]) ?? null;
    const way: Way = own || value === null ? given.way : 'part';
    if (target.type === 'identifier') {
      if (target.text !== '_') define(scope, target.text, { ...given, way, value, index });
    } else if (target.type === 'selector_expression') {
      define(scope, headOf(target, LONGEST_NAME), { ...given, way, value, index, isLocal: false });
    } else if (target.type === 'index_expression') {
      const holder = target.childForFieldName('operand');
      if (holder?.type === 'identifier')
        define(scope, holder.text, { ...given, way: 'element', value, isLocal: false });
    }
  }
}

/** `gopkg.in/yaml.v3` is `yaml`, `github.com/go-chi/chi/v5` is `chi`. */
export function packageName(path: string): string {
  if (path.endsWith('/execabs')) return 'exec';
  const parts = path.split('/').filter((part) => !/^v\d+$/.test(part));
  return (parts.at(-1) ?? path).replace(/\.v\d+$/, '').replace(/^go-|-go$|\.go$/g, '');
}

/** Calls are remembered for the parameters of what they call; some give a name its value. */
function recordCall(call: Node, scope: Scope, block: Range, calls: Map<string, Node[]>): void {
  const called = call.childForFieldName('function');
  const name = called?.type === 'identifier' ? called.text : called?.childForFieldName('field')?.text;
  if (name !== undefined) {
    const same = calls.get(name);
    if (same) same.push(call);
    else calls.set(name, [call]);
  }
  const callee = calleeOf(call);
  const holder = called?.childForFieldName('operand');
  const args = argumentsOf(call);
  if (holder?.type === 'identifier' && WRITES.test(callee) && args[0])
    define(scope, holder.text, definition('append', call, block, args[0]));
  const addressed = args.find((arg) => arg.type === 'unary_expression' && arg.namedChild(0)?.type === 'identifier');
  const filled = addressed?.namedChild(0)?.text;
  if (filled === undefined) return;
  if (callee.startsWith('fmt.Fprint')) define(scope, filled, definition('append', call, block, call));
  else if (FILLS.test(callee)) define(scope, filled, definition('element', call, block, call));
}
