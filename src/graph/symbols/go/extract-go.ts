import { childIn, childOf, childrenIn, namedChildren, textOf, type PlainNode } from '../../../syntax/plain-tree.js';
import { NO_CONTRACT, shapeText, signatureText, typeText } from '../contract-of.js';
import { createFactBuilder, type FactBuilder } from '../fact-builder.js';
import type { Contract, FileFacts, Origin, Parameter } from '../file-facts.js';
import { elementOf, itemOf } from '../origins.js';
import { once, openScope, type Later, type Scope } from '../scope.js';
import { calledOrigin, goName, goOrigin, goResult, goType, qualified } from './go-origin.js';

/** Reads a file of Go. Its top-level names belong to the package: they are looked for in all of its files. */
export function extractGo(path: string, text: string, root: PlainNode): FileFacts {
  const build = createFactBuilder(path, 'go', text);
  const scope = openScope(null, { returns: null, self: null });
  // The file's own imports come first: everything below may use them.
  for (const node of root.children) if (node.type === 'import_declaration') readImports(build, node, scope);
  for (const node of root.children) if (node.type !== 'import_declaration') visit(build, node, scope);
  const facts = build.finish();
  const clause = childOf(root, 'package_clause');
  const name = clause && namedChildren(clause)[0];
  return { ...facts, packageName: name ? textOf(name) : null };
}

function readImports(build: FactBuilder, node: PlainNode, scope: Scope): void {
  const list = childOf(node, 'import_spec_list');
  for (const spec of namedChildren(list ?? node)) {
    const path = childIn(spec, 'path');
    if (!path) continue;
    const specifier = textOf(path).replaceAll(/["`]/g, '');
    const alias = childIn(spec, 'name');
    const name = alias ? textOf(alias) : /([^/]*?)(?:\/v\d+|\.v\d+)?$/.exec(specifier)?.[1]?.replace(/^go-|-go$/, '');
    const origin = build.import(specifier, name === '_' ? null : '*', spec);
    if (name === '.') build.export('*', () => origin);
    else if (name !== undefined) scope.values.set(name, () => origin);
  }
}

function visitAll(build: FactBuilder, nodes: readonly PlainNode[], scope: Scope): void {
  for (const node of nodes) visit(build, node, scope);
}

function visit(build: FactBuilder, node: PlainNode, scope: Scope): void {
  switch (node.type) {
    case 'comment':
      return;
    case 'function_declaration':
    case 'method_declaration':
      return readFunction(build, node, scope);
    case 'type_spec':
    case 'type_alias':
      return readType(build, node, scope);
    case 'const_spec':
    case 'var_spec':
      return readVariables(build, node, scope);
    case 'block':
    case 'if_statement':
    case 'for_statement':
    case 'expression_case':
    case 'type_case':
    case 'communication_case':
    case 'default_case':
    case 'expression_switch_statement':
    case 'select_statement':
      return visitAll(build, node.children, openScope(scope));
    case 'type_switch_statement': {
      const inner = openScope(scope);
      const alias = childIn(node, 'alias');
      for (const one of alias ? namedChildren(alias) : []) declare(inner, textOf(one), () => null);
      return visitAll(build, node.children, inner);
    }
    case 'func_literal': {
      const inner = openScope(scope, { isLocal: true });
      readParameters(childIn(node, 'parameters'), inner);
      return visitAll(build, node.children, inner);
    }
    case 'short_var_declaration':
    case 'range_clause': {
      const [left, right] = [childIn(node, 'left'), childIn(node, 'right')];
      const isRange = node.type === 'range_clause';
      if (left) bindAll(namedChildren(left), right, scope, isRange);
      return visitAll(build, right ? [right] : [], scope);
    }
    case 'call_expression': {
      const called = childIn(node, 'function');
      if (called) build.call(scope, called, () => calledOrigin(called, scope));
      return visitAll(build, node.children, scope);
    }
    case 'type_identifier':
      return build.type(scope, node, () => goName(textOf(node), scope));
    case 'qualified_type':
      return build.type(scope, node, () => qualified(node, scope));
    default:
      visitAll(build, node.children, scope);
  }
}

function declare(scope: Scope, name: string, later: Later): void {
  if (name !== '_') scope.values.set(name, once(later));
}

function isExported(name: string): boolean {
  return /^\p{Lu}/u.test(name);
}

/** The name of the type of a receiver: `*Store[T]` is `Store`. */
function receiverName(node: PlainNode): string | null {
  const type = childIn(namedChildren(node)[0] ?? node, 'type');
  return type ? (/[\p{L}_][\p{L}\p{N}_]*/u.exec(textOf(type))?.[0] ?? null) : null;
}

function readFunction(build: FactBuilder, node: PlainNode, scope: Scope): void {
  const own = childIn(node, 'name');
  if (!own) return;
  const receiver = childIn(node, 'receiver');
  const owner = receiver ? receiverName(receiver) : null;
  const result = childIn(node, 'result');
  const name = textOf(own);
  const index = build.symbol({
    name,
    kind: receiver ? 'method' : 'function',
    node,
    signature: signatureText(node, childIn(node, 'body')),
    exported: isExported(name),
    contract: goContract(node, name),
    ...(owner !== null && { owner }),
  });
  const inner = openScope(scope, { symbol: index < 0 ? scope.symbol : index, isLocal: true });
  declareTypes(childIn(node, 'type_parameters'), inner);
  if (receiver) readParameters(receiver, inner);
  readParameters(childIn(node, 'parameters'), inner);
  if (result?.type === 'parameter_list') readParameters(result, inner);
  build.returns(index, () => goResult(result, inner));
  visitAll(build, node.children, inner);
}

function goContract(node: PlainNode, name: string): Contract {
  const list = childIn(node, 'parameters');
  const parameters = (list ? namedChildren(list) : []).flatMap((one): Parameter[] => {
    const rest = one.type === 'variadic_parameter_declaration';
    const names = childrenIn(one, 'name').map(textOf);
    const type = typeText(childIn(one, 'type'));
    return (names.length > 0 ? names : ['']).map((text) => ({ name: text, type, optional: rest, rest }));
  });
  return {
    ...NO_CONTRACT,
    parameters: parameters.map((one, index) =>
      one.name === '' || one.name === '_' ? { ...one, name: `#${index + 1}` } : one,
    ),
    returns: typeText(childIn(node, 'result')),
    visibility: isExported(name) ? 'public' : 'private',
  };
}

function readParameters(list: PlainNode | null, scope: Scope): void {
  for (const one of list ? namedChildren(list) : []) {
    const type = childIn(one, 'type');
    const rest = one.type === 'variadic_parameter_declaration';
    for (const name of childrenIn(one, 'name')) {
      declare(scope, textOf(name), () => {
        const origin = goType(type, scope);
        return rest && origin ? ['list', origin] : origin;
      });
    }
  }
}

function declareTypes(list: PlainNode | null, scope: Scope): void {
  for (const one of list ? namedChildren(list) : [])
    for (const name of childrenIn(one, 'name')) declare(scope, textOf(name), () => null);
}

function readType(build: FactBuilder, node: PlainNode, scope: Scope): void {
  const [own, type] = [childIn(node, 'name'), childIn(node, 'type')];
  if (!own || !type) return;
  const name = textOf(own);
  const isStruct = type.type === 'struct_type';
  const isInterface = type.type === 'interface_type';
  const inner = openScope(scope);
  declareTypes(childIn(node, 'type_parameters'), inner);
  const index = build.symbol({
    name,
    kind: isStruct ? 'struct' : isInterface ? 'interface' : 'type',
    node,
    signature: signatureText(node, isStruct || isInterface ? (namedChildren(type)[0] ?? type) : null),
    container: scope.symbol,
    exported: isExported(name),
    contract: { ...NO_CONTRACT, visibility: isExported(name) ? 'public' : 'private', shape: shapeText(type) },
    // A new name has the fields of what it stands for, but methods of its own: only an alias is the same.
    value: () => (node.type === 'type_alias' ? goType(type, inner) : null),
  });
  if (index < 0) return;
  if (scope.isLocal) declare(scope, name, () => ['symbol', index]);
  const within = openScope(inner, { symbol: index });
  const list = childOf(type, 'field_declaration_list');
  for (const field of list ? namedChildren(list) : []) readField(build, field, within, index);
  for (const member of isInterface ? namedChildren(type) : []) readMethod(build, member, within, index, name);
  visitAll(build, type.children, within);
}

function readField(build: FactBuilder, node: PlainNode, scope: Scope, owner: number): void {
  const type = childIn(node, 'type');
  if (!type) return;
  const names = childrenIn(node, 'name');
  for (const name of names) build.field(owner, textOf(name), false, () => goType(type, scope));
  if (names.length > 0) return;
  // An embedded one gives its methods, and is a field of its name.
  const name = /([\p{L}_][\p{L}\p{N}_]*)(?:\[.*)?$/su.exec(textOf(type))?.[1];
  const origin: Later = once(() => goType(type, scope));
  if (name !== undefined) build.field(owner, name, false, origin);
  build.heritage(owner, node, () => classOf(origin()));
}

function classOf(origin: Origin | null): Origin | null {
  return origin?.[0] === 'instance' ? origin[1] : null;
}

function readMethod(build: FactBuilder, node: PlainNode, scope: Scope, index: number, owner: string): void {
  const own = childIn(node, 'name');
  if (node.type !== 'method_elem' || !own) {
    const [type] = node.type === 'type_elem' ? namedChildren(node) : [];
    if (type) build.heritage(index, node, () => classOf(goType(type, scope)));
    return;
  }
  const name = textOf(own);
  const result = childIn(node, 'result');
  const method = build.symbol({
    name,
    kind: 'method',
    node,
    signature: signatureText(node, null),
    exported: isExported(name),
    contract: goContract(node, name),
    owner,
  });
  build.returns(method, () => goResult(result, scope));
}

function readVariables(build: FactBuilder, node: PlainNode, scope: Scope): void {
  const names = childrenIn(node, 'name');
  const [type, right] = [childIn(node, 'type'), childIn(node, 'value')];
  let inner = scope;
  if (scope.isLocal && type) for (const name of names) declare(scope, textOf(name), () => goType(type, scope));
  else if (scope.isLocal) bindAll(names, right, scope, false);
  else {
    for (const [at, name] of names.entries()) {
      const index = build.symbol({
        name: textOf(name),
        kind: 'constant',
        node,
        signature: signatureText(node, right),
        exported: isExported(textOf(name)),
        contract: { ...NO_CONTRACT, returns: typeText(type) },
        value: () => (type ? goType(type, scope) : valueAt(right, at, scope)),
      });
      if (at === 0 && index >= 0) inner = openScope(scope, { symbol: index });
    }
  }
  if (type) visit(build, type, inner);
  if (right) visit(build, right, inner);
}

function bindAll(names: readonly PlainNode[], right: PlainNode | null, scope: Scope, isRange: boolean): void {
  // `s := s.next()` means the outer one on the right.
  const outer = openScope(scope.parent, { values: new Map(scope.values) });
  for (const [index, name] of names.entries()) {
    if (name.type !== 'identifier') continue;
    declare(scope, textOf(name), () =>
      isRange ? (index === 1 ? elementOf(goOrigin(right, outer)) : null) : valueAt(right, index, outer),
    );
  }
}

/** `a, b := one(), two()` or `a, b := both()` */
function valueAt(right: PlainNode | null, index: number, scope: Scope): Origin | null {
  const values = right ? namedChildren(right) : [];
  const [only] = values;
  if (values.length !== 1) return goOrigin(values[index], scope);
  const origin = goOrigin(only, scope);
  if (only?.type !== 'call_expression') return index === 0 ? origin : null;
  return itemOf(origin, index);
}
