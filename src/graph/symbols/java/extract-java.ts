import { childIn, childOf, childrenIn, namedChildren, textOf, type PlainNode } from '../../../syntax/plain-tree.js';
import { NO_CONTRACT, shapeText, signatureText, typeText } from '../contract-of.js';
import { createFactBuilder, type FactBuilder } from '../fact-builder.js';
import type { FileFacts } from '../file-facts.js';
import { elementOf, memberOf } from '../origins.js';
import { once, openScope, type Later } from '../scope.js';
import { javaContract, modifiersOf, parameterType, visibilityOf } from './java-contract.js';
import { calledOrigin, javaClass, javaOrigin, javaType, type JavaClass, type JavaScope } from './java-origin.js';

const CLASS_KINDS: Readonly<Record<string, string>> = {
  class_declaration: 'class',
  record_declaration: 'class',
  interface_declaration: 'interface',
  annotation_type_declaration: 'interface',
  enum_declaration: 'enum',
};

/** Reads a file of Java. A name that it does not import belongs to its package. */
export function extractJava(path: string, text: string, root: PlainNode): FileFacts {
  const build = createFactBuilder(path, 'java', text);
  const scope: JavaScope = { ...openScope(null, { returns: null, self: null }), class: null };
  for (const node of root.children) if (node.type === 'import_declaration') readImport(build, node, scope);
  declareClasses(root.children, scope);
  for (const node of root.children) if (node.type !== 'import_declaration') visit(build, node, scope);
  const facts = build.finish();
  const clause = childOf(root, 'package_declaration');
  const name = clause && namedChildren(clause).findLast(({ type }) => type.endsWith('identifier'));
  return { ...facts, packageName: name ? textOf(name) : null };
}

function readImport(build: FactBuilder, node: PlainNode, scope: JavaScope): void {
  const named = namedChildren(node).find(({ type }) => type.endsWith('identifier'));
  if (!named) return;
  const name = textOf(named);
  const isStatic = childOf(node, 'static') !== null;
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (childOf(node, 'asterisk')) {
    const origin = isStatic ? build.import(name, last, node) : build.import(`${name}.*`, '*', node);
    build.export('*', () => origin);
  } else if (isStatic) {
    const owner = name.slice(0, -last.length - 1);
    const origin = memberOf(build.import(owner, owner.slice(owner.lastIndexOf('.') + 1), node), last);
    scope.values.set(last, () => origin);
    scope.values.set(`${last}()`, () => origin);
  } else {
    const origin = build.import(name, last, node);
    scope.types.set(last, () => origin);
  }
}

/** Classes may be used above of where they stand; which symbol each is, is known once all are read. */
function declareClasses(nodes: readonly PlainNode[], scope: JavaScope): void {
  for (const node of nodes) {
    const name = node.type in CLASS_KINDS ? childIn(node, 'name') : null;
    if (name) scope.types.set(textOf(name), () => null);
  }
}

function within(scope: JavaScope, change: Partial<JavaScope> = {}): JavaScope {
  return { ...openScope(scope, change), class: change.class === undefined ? scope.class : change.class };
}

function visitAll(build: FactBuilder, nodes: readonly PlainNode[], scope: JavaScope): void {
  for (const node of nodes) visit(build, node, scope);
}

function visit(build: FactBuilder, node: PlainNode, scope: JavaScope): void {
  if (node.type in CLASS_KINDS) return readClass(build, node, scope);
  switch (node.type) {
    case 'line_comment':
    case 'block_comment':
    case 'package_declaration':
      return;
    case 'method_declaration':
    case 'constructor_declaration':
    case 'compact_constructor_declaration':
    case 'annotation_type_element_declaration':
      return readMethod(build, node, scope);
    case 'field_declaration':
    case 'constant_declaration':
      return readField(build, node, scope);
    case 'block':
    case 'constructor_body':
    case 'for_statement':
    case 'switch_block_statement_group':
    case 'switch_rule':
    case 'try_with_resources_statement':
      return visitAll(build, node.children, within(scope));
    case 'local_variable_declaration':
    case 'resource':
      readVariables(node, scope);
      return visitAll(build, node.children, scope);
    case 'enhanced_for_statement': {
      const inner = within(scope);
      const [type, name, value] = [childIn(node, 'type'), childIn(node, 'name'), childIn(node, 'value')];
      if (name)
        declare(
          inner,
          textOf(name),
          typedOr(type, inner, () => elementOf(javaOrigin(value, scope))),
        );
      return visitAll(build, node.children, inner);
    }
    case 'catch_clause':
    case 'lambda_expression': {
      const inner = within(scope);
      const parameters = childIn(node, 'parameters') ?? childOf(node, 'catch_formal_parameter');
      if (parameters) readParameters(parameters, inner);
      return visitAll(build, node.children, inner);
    }
    case 'instanceof_expression': {
      const [name, type] = [childIn(node, 'name'), childIn(node, 'right')];
      if (name) declare(scope, textOf(name), () => javaType(type, scope));
      return visitAll(build, node.children, scope);
    }
    case 'method_invocation':
      build.call(scope, childIn(node, 'name') ?? node, () => calledOrigin(node, scope));
      return visitAll(build, node.children, scope);
    case 'explicit_constructor_invocation': {
      const isSuper = childIn(node, 'constructor')?.type === 'super';
      const of = scope.class;
      if (isSuper && of && of.index >= 0) build.call(scope, node, () => ['super', of.index], true);
      return visitAll(build, node.children, scope);
    }
    case 'object_creation_expression': {
      const type = childIn(node, 'type');
      if (type) build.call(scope, node, () => javaClass(type, scope), true);
      const body = childOf(node, 'class_body');
      visitAll(
        build,
        node.children.filter((child) => child !== body),
        scope,
      );
      if (body) readNameless(build, body, scope);
      return;
    }
    case 'type_identifier':
    case 'scoped_type_identifier':
      return build.type(scope, node, () => javaClass(node, scope));
    default:
      visitAll(build, node.children, scope);
  }
}

function declare(scope: JavaScope, name: string, later: Later): void {
  scope.values.set(name, once(later));
}

/** `var` says nothing. */
function typedOr(type: PlainNode | null, scope: JavaScope, value: Later): Later {
  return () => (type && textOf(type) !== 'var' ? javaType(type, scope) : value());
}

function readClass(build: FactBuilder, node: PlainNode, scope: JavaScope): void {
  const [own, body] = [childIn(node, 'name'), childIn(node, 'body')];
  if (!own || !body) return;
  const name = textOf(own);
  const kind = CLASS_KINDS[node.type] ?? 'class';
  const modifiers = modifiersOf(node);
  const inInterface = scope.class !== null && build.symbolAt(scope.class.index)?.kind === 'interface';
  const components = node.type === 'record_declaration' ? childIn(node, 'parameters') : null;
  const index = build.symbol({
    name,
    kind,
    node,
    signature: signatureText(node, body),
    container: scope.symbol,
    exported: modifiers.has('public') || inInterface,
    contract: {
      ...(components ? javaContract(node, false) : NO_CONTRACT),
      visibility: visibilityOf(modifiers, inInterface),
      shape: kind === 'enum' ? shapeText(body) : null,
    },
  });
  if (index < 0) return;
  scope.types.set(name, () => ['symbol', index]);
  const parents = ['superclass', 'super_interfaces', 'extends_interfaces'].flatMap((type) => {
    const list = childOf(node, type);
    const types = list ? namedChildren(childOf(list, 'type_list') ?? list) : [];
    return types;
  });
  const of: JavaClass = { index, members: membersOf(body), hasParents: parents.length > 0, outer: scope.class };
  const inner = within(scope, { symbol: index, isLocal: false, class: of });
  declareTypes(node, inner);
  for (const parent of parents) build.heritage(index, parent, () => javaClass(parent, inner));
  const types = componentsOf(components);
  for (const component of types) {
    const field = childIn(component, 'name');
    if (field) build.field(index, textOf(field), false, () => javaType(childIn(component, 'type'), inner));
  }
  visitAll(
    build,
    types.flatMap(({ children }) => children),
    inner,
  );
  readBody(build, body, inner);
  for (const parent of parents) visit(build, parent, inner);
}

function componentsOf(list: PlainNode | null): PlainNode[] {
  return list ? namedChildren(list).filter(({ type }) => type === 'formal_parameter') : [];
}

/** A class without a name: its methods are no symbols, and what they call belongs to whoever stands around it. */
function readNameless(build: FactBuilder, body: PlainNode, scope: JavaScope): void {
  const of: JavaClass = { index: -1, members: membersOf(body), hasParents: true, outer: scope.class };
  readBody(build, body, within(scope, { isLocal: true, class: of }));
}

function readBody(build: FactBuilder, body: PlainNode, scope: JavaScope): void {
  const declarations = body.children.flatMap((child) =>
    child.type === 'enum_body_declarations' ? child.children : [child],
  );
  declareClasses(declarations, scope);
  visitAll(build, declarations, scope);
}

/** Names of the methods and fields that a body declares. */
function membersOf(body: PlainNode): Set<string> {
  const names = new Set<string>();
  const declarations = body.children.flatMap((child) =>
    child.type === 'enum_body_declarations' ? child.children : [child],
  );
  for (const node of declarations) {
    const owner = /^(?:field|constant)_declaration$/.test(node.type) ? childrenIn(node, 'declarator') : [node];
    if (node.type in CLASS_KINDS || node.type === 'constructor_declaration') continue;
    for (const one of owner) {
      const name = childIn(one, 'name');
      if (name) names.add(textOf(name));
    }
  }
  return names;
}

function declareTypes(node: PlainNode, scope: JavaScope): void {
  const list = childIn(node, 'type_parameters') ?? childOf(node, 'type_parameters');
  for (const parameter of list ? namedChildren(list) : []) {
    const [name] = namedChildren(parameter).filter(({ type }) => type.endsWith('identifier'));
    if (name) scope.types.set(textOf(name), () => null);
  }
}

function readMethod(build: FactBuilder, node: PlainNode, scope: JavaScope): void {
  const own = childIn(node, 'name');
  const of = scope.class;
  if (!own || !of) return;
  const type = childIn(node, 'type');
  const modifiers = modifiersOf(node);
  const inInterface = build.symbolAt(of.index)?.kind === 'interface';
  const index =
    of.index < 0
      ? -1
      : build.symbol({
          name: textOf(own),
          kind: 'method',
          node,
          signature: signatureText(node, childIn(node, 'body')),
          container: of.index,
          isStatic: modifiers.has('static'),
          exported: modifiers.has('public') || (inInterface && !modifiers.has('private')),
          contract: javaContract(node, inInterface),
        });
  const inner = within(scope, { symbol: index < 0 ? scope.symbol : index, isLocal: true });
  declareTypes(node, inner);
  const parameters = childIn(node, 'parameters');
  if (parameters) readParameters(parameters, inner);
  if (index >= 0) build.returns(index, () => javaType(type, inner));
  visitAll(build, node.children, inner);
}

function readParameters(list: PlainNode, scope: JavaScope): void {
  const parameters =
    list.type === 'identifier' || list.type === 'catch_formal_parameter' ? [list] : namedChildren(list);
  for (const one of parameters) {
    const name =
      one.type === 'identifier'
        ? one
        : (childIn(one, 'name') ?? childIn(childOf(one, 'variable_declarator') ?? one, 'name'));
    if (!name) continue;
    const type = one.type === 'identifier' ? null : parameterType(one);
    const isList = one.type === 'spread_parameter';
    declare(scope, textOf(name), () => {
      const origin = javaType(type, scope);
      return isList && origin ? ['list', origin] : origin;
    });
  }
}

function readField(build: FactBuilder, node: PlainNode, scope: JavaScope): void {
  const type = childIn(node, 'type');
  const of = scope.class;
  const modifiers = modifiersOf(node);
  const isConstant = node.type === 'constant_declaration' || (modifiers.has('static') && modifiers.has('final'));
  let inner = scope;
  for (const declarator of childrenIn(node, 'declarator')) {
    const name = childIn(declarator, 'name');
    if (!name || !of || of.index < 0) continue;
    build.field(of.index, textOf(name), modifiers.has('static'), () => javaType(type, scope));
    if (!isConstant) continue;
    const index = build.symbol({
      name: textOf(name),
      kind: 'constant',
      node,
      signature: signatureText(node, childIn(declarator, 'value')),
      container: of.index,
      isStatic: true,
      exported: modifiers.has('public') || node.type === 'constant_declaration',
      contract: {
        ...NO_CONTRACT,
        returns: typeText(type),
        visibility: visibilityOf(modifiers, node.type === 'constant_declaration'),
      },
      value: () => javaType(type, scope),
    });
    if (index >= 0) inner = within(scope, { symbol: index });
  }
  visitAll(build, node.children, inner);
}

function readVariables(node: PlainNode, scope: JavaScope): void {
  const type = childIn(node, 'type');
  const declarators = node.type === 'resource' ? [node] : childrenIn(node, 'declarator');
  for (const one of declarators) {
    const [name, value] = [childIn(one, 'name'), childIn(one, 'value')];
    if (!name) continue;
    const outer: JavaScope = { ...scope, values: new Map(scope.values) };
    declare(
      scope,
      textOf(name),
      typedOr(type, scope, () => javaOrigin(value, outer)),
    );
  }
}
