import type { Language } from '../../../syntax/language-of.js';
import { childIn, childOf, childrenIn, namedChildren, textOf, type PlainNode } from '../../../syntax/plain-tree.js';
import { NO_CONTRACT, shapeText, signatureText, typeText } from '../contract-of.js';
import { agreed, createFactBuilder, type FactBuilder } from '../fact-builder.js';
import type { FileFacts, Origin } from '../file-facts.js';
import { elementOf, itemOf, memberOf } from '../origins.js';
import { lookUp, once, openScope, returnsOf, selfOf, type Later, type Scope } from '../scope.js';
import { scriptContract, visibilityOf } from './script-contract.js';
import { nameOrigin, nestedOrigin, typeOrigin } from './type-origin.js';
import { valueOrigin } from './value-origin.js';

const FUNCTION = /^(?:arrow_function|function_expression|generator_function)$/;
/** They hand each element to their first argument. */
const ITERATORS = /^(?:map|flatMap|filter|forEach|find|findLast|findIndex|some|every)$/;
/** They hand on what it is. */
const CHAINS = /^(?:then|tap)$/;

interface Script {
  build: FactBuilder;
  moduleAt: (node: PlainNode) => Origin | null;
  /** Of `require` and `import()`, by where they stand. */
  modules: Map<number, Origin>;
}

/** Reads a file of TypeScript, TSX or JavaScript. */
export function extractScript(path: string, language: Language, text: string, root: PlainNode): FileFacts {
  const modules = new Map<number, Origin>();
  const script: Script = {
    build: createFactBuilder(path, language, text),
    modules,
    moduleAt: (node) => modules.get(node.start) ?? null,
  };
  const scope = openScope(null, { returns: null });
  visitAll(script, root.children, scope);
  return script.build.finish();
}

function visitAll(script: Script, nodes: readonly PlainNode[], scope: Scope): void {
  for (const node of nodes) visit(script, node, scope);
}

function visit(script: Script, node: PlainNode, scope: Scope): void {
  switch (node.type) {
    case 'comment':
    case 'property_identifier':
    case 'string':
      return;
    case 'import_statement':
      return readImport(script, node, scope);
    case 'export_statement':
      return readExport(script, node, scope);
    case 'function_declaration':
    case 'generator_function_declaration':
    case 'function_signature':
      return void readFunction(script, node, scope, { exported: false });
    case 'class_declaration':
    case 'abstract_class_declaration':
    case 'class':
      return void readClass(script, node, scope, { exported: false });
    case 'interface_declaration':
    case 'type_alias_declaration':
    case 'enum_declaration':
      return readType(script, node, scope, false);
    case 'internal_module':
    case 'module':
      return readNamespace(script, node, scope, false);
    case 'lexical_declaration':
    case 'variable_declaration':
      return readVariables(script, node, scope, false);
    case 'arrow_function':
    case 'function_expression':
    case 'generator_function':
      return readBody(script, node, openScope(scope, { isLocal: true, returns: [], ...unbound(node) }));
    case 'method_definition':
      return readBody(script, node, openScope(scope, { isLocal: true, returns: [], self: null }));
    case 'statement_block':
    case 'for_statement':
    case 'switch_body':
    case 'class_static_block':
      return visitAll(script, node.children, openScope(scope, scope.parent === null ? { isLocal: true } : {}));
    case 'for_in_statement':
      return readLoop(script, node, scope);
    case 'catch_clause': {
      const inner = openScope(scope);
      bind(script, childIn(node, 'parameter'), inner, () => null);
      return visitAll(script, node.children, inner);
    }
    case 'return_statement': {
      const value = namedChildren(node)[0];
      if (value) returnsOf(scope)?.push(() => valueOrigin(value, scope, script.moduleAt));
      return visitAll(script, node.children, scope);
    }
    case 'assignment_expression':
      return readAssignment(script, node, scope);
    case 'call_expression':
      return readCall(script, node, scope);
    case 'new_expression': {
      const called = childIn(node, 'constructor');
      if (called) script.build.call(scope, called, () => valueOrigin(called, scope, script.moduleAt), true);
      return visitAll(script, node.children, scope);
    }
    case 'jsx_opening_element':
    case 'jsx_self_closing_element': {
      const name = childIn(node, 'name');
      // `<div>` is no component.
      if (name && !/^[a-z][\w-]*$/.test(textOf(name)))
        script.build.call(scope, name, () => valueOrigin(name, scope, script.moduleAt));
      return visitAll(script, node.children, scope);
    }
    case 'type_identifier':
      return readTypeName(script, node, scope);
    case 'nested_type_identifier':
      return script.build.type(scope, node, () => nestedOrigin(node, scope));
    case 'type_parameters':
      declareTypeParameters(node, scope);
      return visitAll(script, node.children, scope);
    case 'type_parameter':
      return visitAll(
        script,
        node.children.filter(({ field }) => field !== 'name'),
        scope,
      );
    default:
      visitAll(script, node.children, scope);
  }
}

function readTypeName(script: Script, node: PlainNode, scope: Scope): void {
  script.build.type(scope, node, () => nameOrigin(textOf(node), scope));
}

/** A function that is no arrow has a `this` of its own. */
function unbound(node: PlainNode): Partial<Scope> {
  return node.type === 'arrow_function' ? {} : { self: null };
}

function unquoted(node: PlainNode | null): string | null {
  return (node && /^(["'`])([^"'`\n]{1,500})\1$/.exec(textOf(node))?.[2]?.replace(/^.*\$\{.*$/s, '')) || null;
}

function readImport({ build }: Script, node: PlainNode, scope: Scope): void {
  const required = childOf(node, 'import_require_clause');
  const specifier = unquoted(childIn(required ?? node, 'source'));
  if (specifier === null) return;
  const declare = (local: PlainNode | null | undefined, imported: string) => {
    if (!local) return;
    const origin = build.import(specifier, imported, node);
    scope.values.set(textOf(local), () => origin);
    scope.types.set(textOf(local), () => origin);
  };
  if (required) return declare(namedChildren(required)[0], '*');
  const clause = childOf(node, 'import_clause');
  if (!clause) return void build.import(specifier, null, node);
  for (const part of namedChildren(clause)) {
    if (part.type === 'identifier') declare(part, 'default');
    if (part.type === 'namespace_import') declare(namedChildren(part)[0], '*');
    if (part.type !== 'named_imports') continue;
    for (const one of namedChildren(part)) {
      const name = childIn(one, 'name');
      if (name) declare(childIn(one, 'alias') ?? name, unquoted(name) ?? textOf(name));
    }
  }
}

function readExport(script: Script, node: PlainNode, scope: Scope): void {
  const { build } = script;
  const specifier = unquoted(childIn(node, 'source'));
  const isDefault = node.children.some(({ type }) => type === 'default');
  const nameOf = (one: PlainNode) => unquoted(one) ?? textOf(one);
  if (specifier !== null) {
    const exporting = (name: string, imported: string) => {
      const origin = build.import(specifier, imported, node);
      build.export(name, () => origin);
    };
    const all = childOf(node, 'namespace_export');
    const clause = childOf(node, 'export_clause');
    if (all) return exporting(nameOf(namedChildren(all)[0] ?? all), '*');
    if (!clause) return exporting('*', '*');
    for (const one of namedChildren(clause)) {
      const name = childIn(one, 'name');
      if (name) exporting(nameOf(childIn(one, 'alias') ?? name), nameOf(name));
    }
    return;
  }
  const clause = childOf(node, 'export_clause');
  for (const one of clause ? namedChildren(clause) : []) {
    const name = childIn(one, 'name');
    if (!name) continue;
    const exported = nameOf(childIn(one, 'alias') ?? name);
    const value: Later = () => lookUp(scope, textOf(name)) ?? null;
    build.export(exported, value);
    build.export(exported, () => {
      const type = scope.types.get(textOf(name))?.() ?? null;
      return JSON.stringify(type) === JSON.stringify(value()) ? null : type;
    });
  }
  for (const decorator of childrenIn(node, 'decorator')) visit(script, decorator, scope);
  const declaration = childIn(node, 'declaration');
  if (declaration) return readExported(script, declaration, scope, isDefault);
  const value = childIn(node, 'value') ?? (clause ? null : (namedChildren(node).at(-1) ?? null));
  if (!value) return;
  const name = isDefault ? 'default' : '=';
  if (isDefault && (FUNCTION.test(value.type) || value.type === 'class')) {
    const index =
      value.type === 'class'
        ? readClass(script, value, scope, { exported: true, name: 'default' })
        : readFunction(script, value, scope, { exported: true, name: 'default' });
    return build.export(name, () => (index < 0 ? null : ['symbol', index]));
  }
  build.export(name, () => valueOrigin(value, scope, script.moduleAt));
  visit(script, value, scope);
}

function readExported(script: Script, node: PlainNode, scope: Scope, isDefault: boolean): void {
  const { build } = script;
  const inFile = scope.parent === null;
  const exporting = (index: number) => {
    const symbol = build.symbolAt(index);
    if (symbol && inFile) build.export(isDefault ? 'default' : symbol.name, () => ['symbol', index]);
  };
  switch (node.type) {
    case 'function_declaration':
    case 'generator_function_declaration':
    case 'function_signature':
      return exporting(
        readFunction(script, node, scope, { exported: true, ...(!childIn(node, 'name') && { name: 'default' }) }),
      );
    case 'class_declaration':
    case 'abstract_class_declaration':
    case 'class':
      return exporting(
        readClass(script, node, scope, { exported: true, ...(!childIn(node, 'name') && { name: 'default' }) }),
      );
    case 'ambient_declaration':
      for (const child of namedChildren(node)) readExported(script, child, scope, false);
      return;
    case 'interface_declaration':
    case 'type_alias_declaration':
    case 'enum_declaration': {
      readType(script, node, scope, true);
      const name = childIn(node, 'name');
      const later = name && scope.types.get(textOf(name));
      if (later && inFile) build.export(isDefault ? 'default' : textOf(name), later);
      return;
    }
    case 'internal_module':
    case 'module': {
      readNamespace(script, node, scope, true);
      const name = childIn(node, 'name');
      const later = name && scope.values.get(textOf(name));
      if (later && inFile) build.export(textOf(name), later);
      return;
    }
    case 'lexical_declaration':
    case 'variable_declaration': {
      readVariables(script, node, scope, true);
      if (!inFile) return;
      for (const one of childrenOf(node, 'variable_declarator')) {
        const name = childIn(one, 'name');
        for (const bound of name ? boundNames(name) : []) {
          build.export(bound, () => scope.values.get(bound)?.() ?? null);
        }
      }
      return;
    }
    default:
      visit(script, node, scope);
  }
}

function childrenOf(node: PlainNode, type: string): PlainNode[] {
  return node.children.filter((child) => child.type === type);
}

function boundNames(pattern: PlainNode): string[] {
  if (/^(?:identifier|shorthand_property_identifier_pattern)$/.test(pattern.type)) return [textOf(pattern)];
  if (pattern.type === 'pair_pattern') return childrenIn(pattern, 'value').flatMap(boundNames);
  if (pattern.type.endsWith('assignment_pattern')) return childrenIn(pattern, 'left').flatMap(boundNames);
  return namedChildren(pattern).flatMap(boundNames);
}

interface Named {
  exported: boolean;
  /** Of the variable or property that holds it, or `default`. */
  name?: string;
  kind?: string;
  container?: number;
  isStatic?: boolean;
  /** The node that its lines and modifiers are taken from. */
  whole?: PlainNode;
  self?: Origin | null;
  /** It is no name of the scope around. */
  isMember?: boolean;
}

/** A function with a name; returns its index. */
function readFunction(script: Script, node: PlainNode, scope: Scope, named: Named): number {
  const { build } = script;
  const own = childIn(node, 'name');
  const name = named.name ?? (own ? textOf(own) : '');
  const whole = named.whole ?? node;
  const declared = childIn(node, 'return_type');
  const isGenerator = node.type.startsWith('generator') || node.children.some(({ type }) => type === '*');
  const returns: Later[] = [];
  const index = build.symbol({
    name,
    kind: named.kind ?? 'function',
    node: whole,
    signature: signatureText(whole, childIn(node, 'body')),
    container: named.container ?? scope.symbol,
    isStatic: named.isStatic ?? false,
    exported: named.exported,
    contract: scriptContract(node, whole),
  });
  if (index >= 0 && named.isMember !== true && own?.type !== 'property_identifier')
    declare(scope, name, () => ['symbol', index]);
  const arrow = node.type === 'arrow_function';
  const self = named.self !== undefined ? { self: named.self } : arrow ? {} : { self: null };
  const inner = openScope(scope, { symbol: index < 0 ? scope.symbol : index, returns, isLocal: true, ...self });
  readBody(script, node, inner);
  build.returns(index, () => (declared ? typeOrigin(declared, inner) : isGenerator ? null : agreed(returns)));
  return index;
}

function declare(scope: Scope, name: string, later: Later): void {
  scope.values.set(name, once(later));
}

/** Parameters and body; an arrow's expression is what it returns. */
function readBody(script: Script, node: PlainNode, inner: Scope, first?: Later): void {
  const types = childIn(node, 'type_parameters');
  if (types) visit(script, types, inner);
  const parameters = childIn(node, 'parameters');
  const single = childIn(node, 'parameter');
  const all = parameters ? namedChildren(parameters) : single ? [single] : [];
  for (const [index, one] of all.entries()) readParameter(script, one, inner, index === 0 ? first : undefined);
  const declared = childIn(node, 'return_type');
  if (declared) visit(script, declared, inner);
  const body = childIn(node, 'body');
  if (!body) return;
  // Declarations of the body are in the same scope as the parameters: `var a` is the parameter `a`.
  if (body.type === 'statement_block') return visitAll(script, body.children, inner);
  returnsOf(inner)?.push(() => valueOrigin(body, inner, script.moduleAt));
  visit(script, body, inner);
}

function readParameter(script: Script, node: PlainNode, scope: Scope, contextual?: Later): void {
  const pattern = node.type.endsWith('_parameter') ? childIn(node, 'pattern') : node;
  const type = childIn(node, 'type');
  const value = childIn(node, 'value');
  const origin: Later = () =>
    type ? typeOrigin(type, scope) : value ? valueOrigin(value, scope, script.moduleAt) : (contextual?.() ?? null);
  bind(script, pattern, scope, origin);
  for (const child of node.children) if (child !== pattern) visit(script, child, scope);
  if (pattern && pattern.type.endsWith('pattern')) visitDefaults(script, pattern, scope);
}

/** Binds the names of a pattern to the pieces of what it takes apart. */
function bind(script: Script, pattern: PlainNode | null, scope: Scope, origin: Later): void {
  if (!pattern) return;
  switch (pattern.type) {
    case 'identifier':
    case 'shorthand_property_identifier_pattern':
      return declare(scope, textOf(pattern), origin);
    case 'object_pattern':
      for (const child of namedChildren(pattern)) bindProperty(script, child, scope, origin);
      return;
    case 'array_pattern':
      for (const [index, child] of namedChildren(pattern).entries()) {
        bind(script, child, scope, () => {
          const of = origin();
          return of?.[0] === 'tuple' || of?.[0] === 'result' ? itemOf(of, index) : elementOf(of);
        });
      }
      return;
    case 'assignment_pattern':
      return bind(script, childIn(pattern, 'left'), scope, () => {
        const value = childIn(pattern, 'right');
        return origin() ?? valueOrigin(value, scope, script.moduleAt);
      });
    case 'rest_pattern':
      return bind(script, namedChildren(pattern)[0] ?? null, scope, origin);
    default:
  }
}

function bindProperty(script: Script, node: PlainNode, scope: Scope, origin: Later): void {
  if (node.type === 'rest_pattern') return bind(script, node, scope, origin);
  if (node.type === 'pair_pattern') {
    const key = childIn(node, 'key');
    const name = key && textOf(key).replaceAll(/['"]/g, '');
    return bind(script, childIn(node, 'value'), scope, () => (name ? memberOf(origin(), name) : null));
  }
  const inner = node.type === 'object_assignment_pattern' ? childIn(node, 'left') : node;
  if (!inner) return;
  bind(script, inner, scope, () => memberOf(origin(), textOf(inner)));
}

/** Default values of a pattern are code too. */
function visitDefaults(script: Script, pattern: PlainNode, scope: Scope): void {
  for (const child of pattern.children) {
    if (child.field === 'right') visit(script, child, scope);
    else if (child.type.endsWith('pattern')) visitDefaults(script, child, scope);
  }
}

interface Holder extends Named {
  container?: number;
}

function readClass(script: Script, node: PlainNode, scope: Scope, named: Holder): number {
  const { build } = script;
  const own = childIn(node, 'name');
  const name = named.name ?? (own ? textOf(own) : '');
  if (name === '') {
    visitAll(script, node.children, openScope(scope, { self: null, isLocal: true }));
    return -1;
  }
  const whole = named.whole ?? node;
  const body = childIn(node, 'body');
  const constructor = namedChildren(body ?? node).find(
    (one) => one.type === 'method_definition' && textOf(childIn(one, 'name') ?? one) === 'constructor',
  );
  const heritage = childOf(node, 'class_heritage');
  const index = build.symbol({
    name,
    kind: 'class',
    node: whole,
    signature: signatureText(whole, body),
    container: named.container ?? scope.symbol,
    exported: named.exported,
    contract: {
      ...(constructor ? scriptContract(constructor) : NO_CONTRACT),
      shape: shapeText(heritage),
    },
  });
  const inner = openScope(scope, { symbol: index < 0 ? scope.symbol : index });
  if (index >= 0) {
    declare(scope, name, () => ['symbol', index]);
    scope.types.set(name, () => ['symbol', index]);
    if (own) declare(inner, textOf(own), () => ['symbol', index]);
    if (own) inner.types.set(textOf(own), () => ['symbol', index]);
  }
  const types = childIn(node, 'type_parameters');
  if (types) visit(script, types, inner);
  for (const decorator of childrenIn(node, 'decorator')) visit(script, decorator, scope);
  if (heritage) readHeritage(script, heritage, inner, index);
  for (const member of body ? namedChildren(body) : []) readMember(script, member, inner, index);
  return index;
}

function readHeritage(script: Script, heritage: PlainNode, scope: Scope, index: number): void {
  const clauses = namedChildren(heritage);
  for (const clause of clauses) {
    if (clause.type === 'extends_clause') {
      const value = childIn(clause, 'value');
      if (value) script.build.heritage(index, value, () => valueOrigin(value, scope, script.moduleAt));
      visitAll(script, clause.children, scope);
    } else if (clause.type === 'implements_clause') {
      for (const one of namedChildren(clause)) implement(script, one, scope, index);
    } else {
      script.build.heritage(index, clause, () => valueOrigin(clause, scope, script.moduleAt));
      visit(script, clause, scope);
    }
  }
}

/** A type that is extended or implemented. */
function implement(script: Script, node: PlainNode, scope: Scope, index: number): void {
  script.build.heritage(index, node, () => {
    const origin = typeOrigin(node, scope);
    return origin?.[0] === 'instance' ? origin[1] : origin;
  });
  visit(script, node, scope);
}

function readMember(script: Script, member: PlainNode, scope: Scope, owner: number): void {
  const { build } = script;
  const nameNode = childIn(member, 'name') ?? childIn(member, 'property');
  const name = nameNode && nameNode.type !== 'computed_property_name' ? textOf(nameNode).replaceAll(/['"]/g, '') : null;
  const isStatic = member.children.some(({ type }) => type === 'static');
  const self: Origin | null = owner < 0 ? null : isStatic ? ['symbol', owner] : ['instance', ['symbol', owner]];
  for (const decorator of childrenOf(member, 'decorator')) visit(script, decorator, scope);
  if (name === null || owner < 0 || member.type === 'class_static_block') {
    const inside = openScope(scope, { self: member.type === 'class_static_block' ? ['symbol', owner] : self });
    return member.type === 'method_definition'
      ? readBody(script, member, openScope(inside, { isLocal: true, returns: [] }))
      : visitAll(script, member.children, inside);
  }
  const exported = build.symbolAt(owner)?.exported === true && visibilityOf(member) !== 'private';
  const as = { name, exported, container: owner, isStatic, whole: member, isMember: true, self };
  switch (member.type) {
    case 'method_definition':
    case 'method_signature':
    case 'abstract_method_signature': {
      const isAccessor = member.children.some(({ type }) => type === 'get' || type === 'set');
      if (isAccessor) return readAccessor(script, member, scope, as);
      readFunction(script, member, scope, { ...as, kind: 'method' });
      if (name === 'constructor') readParameterProperties(script, member, scope, owner);
      return;
    }
    case 'public_field_definition':
    case 'field_definition':
    case 'property_signature': {
      const value = childIn(member, 'value');
      const type = childIn(member, 'type');
      const inside = openScope(scope, { self });
      if (value && FUNCTION.test(value.type)) {
        readFunction(script, value, inside, {
          ...as,
          kind: 'method',
          self: value.type === 'arrow_function' ? self : null,
        });
        if (type) visit(script, type, scope);
        return;
      }
      const called = type && functionType(type);
      if (called) {
        readFunction(script, called, inside, { ...as, kind: 'method' });
        if (value) visit(script, value, inside);
        return;
      }
      build.field(owner, name, isStatic, () =>
        type ? typeOrigin(type, inside) : valueOrigin(value, inside, script.moduleAt),
      );
      return visitAll(script, member.children, inside);
    }
    default:
      visitAll(script, member.children, openScope(scope, { self }));
  }
}

/** `(a: A) => B` of an annotation. */
function functionType(annotation: PlainNode): PlainNode | null {
  let at = namedChildren(annotation)[0] ?? null;
  while (at?.type === 'parenthesized_type') at = namedChildren(at)[0] ?? null;
  return at?.type === 'function_type' ? at : null;
}

function readAccessor(script: Script, member: PlainNode, scope: Scope, as: Named & { name: string }): void {
  const declared = childIn(member, 'return_type');
  const returns: Later[] = [];
  const index = script.build.symbol({
    name: as.name,
    kind: 'property',
    node: member,
    signature: signatureText(member, childIn(member, 'body')),
    container: as.container ?? -1,
    isStatic: as.isStatic ?? false,
    exported: as.exported,
    contract: scriptContract(member),
    value: () => (declared ? typeOrigin(declared, scope) : agreed(returns)),
  });
  const inner = openScope(scope, {
    symbol: index < 0 ? scope.symbol : index,
    self: as.self ?? null,
    returns,
    isLocal: true,
  });
  readBody(script, member, inner);
}

/** `constructor(private readonly db: Db)` */
function readParameterProperties(script: Script, node: PlainNode, scope: Scope, owner: number): void {
  const parameters = childIn(node, 'parameters');
  for (const one of parameters ? namedChildren(parameters) : []) {
    const isField = one.children.some(({ type }) => type === 'accessibility_modifier' || type === 'readonly');
    const [name, type, value] = [childIn(one, 'pattern'), childIn(one, 'type'), childIn(one, 'value')];
    if (!isField || name?.type !== 'identifier') continue;
    script.build.field(owner, textOf(name), false, () =>
      type ? typeOrigin(type, scope) : valueOrigin(value, scope, script.moduleAt),
    );
  }
}

function readType(script: Script, node: PlainNode, scope: Scope, exported: boolean): void {
  const { build } = script;
  const own = childIn(node, 'name');
  if (!own) return;
  const name = textOf(own);
  const kind = node.type === 'interface_declaration' ? 'interface' : node.type === 'enum_declaration' ? 'enum' : 'type';
  const body = kind === 'type' ? childIn(node, 'value') : childIn(node, 'body');
  const hasMembers = body !== null && /^(?:object_type|interface_body)$/.test(body.type);
  const heritage = childOf(node, 'extends_type_clause');
  let inner = openScope(scope);
  const index = build.symbol({
    name,
    kind,
    node,
    signature: signatureText(node, body),
    container: scope.symbol,
    exported,
    contract: { ...NO_CONTRACT, shape: [shapeText(heritage), shapeText(body)].filter(Boolean).join(' ') },
    value: () => (kind === 'type' && !hasMembers ? typeOrigin(body, inner) : null),
  });
  if (index >= 0) scope.types.set(name, () => ['symbol', index]);
  if (index >= 0 && kind === 'enum') declare(scope, name, () => ['symbol', index]);
  inner = openScope(scope, { symbol: index < 0 ? scope.symbol : index });
  const types = childIn(node, 'type_parameters');
  if (types) visit(script, types, inner);
  for (const one of heritage ? namedChildren(heritage) : []) implement(script, one, inner, index);
  if (!body) return;
  if (!hasMembers) return visit(script, body, inner);
  for (const member of namedChildren(body)) readMember(script, member, inner, index);
}

/** A type parameter hides what is called the same; it is at least what it extends. */
function declareTypeParameters(node: PlainNode, scope: Scope): void {
  for (const one of namedChildren(node)) {
    const [name, constraint] = [childIn(one, 'name'), childIn(one, 'constraint')];
    if (!name) continue;
    scope.types.set(
      textOf(name),
      once(() => {
        const type = constraint && namedChildren(constraint).at(-1);
        const origin = type ? typeOrigin(type, scope) : null;
        return origin?.[0] === 'instance' ? origin[1] : null;
      }),
    );
  }
}

function readNamespace(script: Script, node: PlainNode, scope: Scope, exported: boolean): void {
  const [own, body] = [childIn(node, 'name'), childIn(node, 'body')];
  if (!own || !body) return;
  // `declare module 'x'` describes a package of others.
  if (own.type === 'string') return visitAll(script, body.children, openScope(scope, { isLocal: true }));
  const index = script.build.symbol({
    name: textOf(own),
    kind: 'namespace',
    node,
    signature: signatureText(node, body),
    container: scope.symbol,
    exported,
  });
  if (index >= 0) declare(scope, textOf(own), () => ['symbol', index]);
  if (index >= 0) scope.types.set(textOf(own), () => ['symbol', index]);
  visitAll(script, body.children, openScope(scope, { symbol: index < 0 ? scope.symbol : index }));
}

function readVariables(script: Script, node: PlainNode, scope: Scope, exported: boolean): void {
  for (const one of childrenOf(node, 'variable_declarator')) readVariable(script, node, one, scope, exported);
}

function readVariable(script: Script, list: PlainNode, node: PlainNode, scope: Scope, exported: boolean): void {
  const { build } = script;
  const [name, type, value] = [childIn(node, 'name'), childIn(node, 'type'), childIn(node, 'value')];
  if (!name) return;
  const origin: Later = once(() => (type ? typeOrigin(type, scope) : valueOrigin(value, scope, script.moduleAt)));
  // `const run = …` begins where its statement begins, if it is the only one in it.
  const whole = childrenOf(list, 'variable_declarator').length === 1 ? list : node;
  if (name.type === 'identifier') {
    const as = { name: textOf(name), exported, whole };
    const bare = unwrapped(value);
    if (bare && FUNCTION.test(bare.type) && bare === value) {
      readFunction(script, bare, scope, as);
      if (type) visit(script, type, scope);
      return;
    }
    if (bare?.type === 'class') return void readClass(script, bare, scope, as);
    if (!scope.isLocal) {
      const index = build.symbol({
        name: as.name,
        kind: 'constant',
        node: whole,
        signature: signatureText(whole, value),
        container: scope.symbol,
        exported,
        contract: { ...NO_CONTRACT, returns: constantType(type, value) },
        value: origin,
      });
      if (index >= 0) declare(scope, as.name, () => ['symbol', index]);
      else declare(scope, as.name, origin);
      const inner = index < 0 ? scope : openScope(scope, { symbol: index });
      if (type) visit(script, type, inner);
      if (bare?.type === 'object' && index >= 0) return readObject(script, bare, inner, index, exported);
      if (value) visit(script, value, inner);
      return;
    }
  }
  bind(script, name, scope, origin);
  if (type) visit(script, type, scope);
  if (value) visit(script, value, scope);
  if (name.type.endsWith('pattern')) visitDefaults(script, name, scope);
}

function constantType(type: PlainNode | null, value: PlainNode | null): string | null {
  if (type) return typeText(type);
  return value && /^(?:string|number|true|false)$/.test(value.type) ? value.type : null;
}

/** `{ … } as const`, `Object.freeze({ … })` */
function unwrapped(value: PlainNode | null): PlainNode | null {
  let at = value;
  for (let depth = 0; at && depth < 5; depth += 1) {
    if (/^(?:as|satisfies|parenthesized)_expression$/.test(at.type)) at = namedChildren(at)[0] ?? null;
    else if (at.type === 'call_expression' && textOf(childIn(at, 'function') ?? at) === 'Object.freeze') {
      const list = childIn(at, 'arguments');
      at = (list && namedChildren(list)[0]) ?? null;
    } else break;
  }
  return at;
}

/** The functions of an object that has a name are its methods. */
function readObject(script: Script, object: PlainNode, scope: Scope, owner: number, exported: boolean): void {
  const self: Origin = ['symbol', owner];
  for (const child of namedChildren(object)) {
    const key = childIn(child, child.type === 'pair' ? 'key' : 'name');
    const value = childIn(child, 'value');
    const name = key && /identifier$|^string$/.test(key.type) ? textOf(key).replaceAll(/['"]/g, '') : null;
    const as = { exported, container: owner, isMember: true, kind: 'method', whole: child, isStatic: true };
    if (name && child.type === 'method_definition' && !child.children.some(({ type }) => /^[gs]et$/.test(type)))
      readFunction(script, child, scope, { ...as, name, self });
    else if (name && child.type === 'pair' && value && FUNCTION.test(value.type))
      readFunction(script, value, scope, { ...as, name, ...(value.type !== 'arrow_function' && { self }) });
    else visit(script, child, scope);
  }
}

function readLoop(script: Script, node: PlainNode, scope: Scope): void {
  const inner = openScope(scope);
  const [left, right] = [childIn(node, 'left'), childIn(node, 'right')];
  const isOf = node.children.some(({ type }) => type === 'of');
  bind(script, left, inner, () => (isOf ? elementOf(valueOrigin(right, scope, script.moduleAt)) : null));
  for (const child of node.children) if (child !== left) visit(script, child, inner);
}

function readAssignment(script: Script, node: PlainNode, scope: Scope): void {
  const { build } = script;
  const [left, right] = [childIn(node, 'left'), childIn(node, 'right')];
  if (!left || !right) return;
  const origin: Later = () => valueOrigin(right, scope, script.moduleAt);
  const text = left.end - left.start < 200 ? textOf(left) : '';
  const exported = /^(?:module\.)?exports\.([\w$]+)$/.exec(text)?.[1];
  const method = /^([\w$]+)\.prototype\.([\w$]+)$/.exec(text);
  if (text === 'module.exports') {
    build.export('=', origin);
    if (right.type === 'object') return readExportsObject(script, right, scope);
  } else if (exported !== undefined) {
    if (FUNCTION.test(right.type)) {
      const index = readFunction(script, right, scope, { exported: true, name: exported, isMember: true, whole: node });
      return build.export(exported, () => (index < 0 ? null : ['symbol', index]));
    }
    build.export(exported, origin);
  } else if (method?.[1] && method[2] && FUNCTION.test(right.type)) {
    const owner = lookUp(scope, method[1]);
    if (owner?.[0] === 'symbol') {
      const as = { exported: false, container: owner[1], isMember: true, kind: 'method', whole: node };
      readFunction(script, right, scope, { ...as, name: method[2], self: ['instance', owner] });
      return;
    }
  } else if (left.type === 'member_expression' && childIn(left, 'object')?.type === 'this') {
    const self = selfOf(scope);
    const property = childIn(left, 'property');
    if (property && self?.[0] === 'instance' && self[1][0] === 'symbol')
      build.field(self[1][1], textOf(property), false, origin);
  } else if (left.type === 'identifier') {
    assign(scope, text, origin);
  }
  visit(script, left, scope);
  visit(script, right, scope);
}

/** `let store;` and later `store = new Store()` */
function assign(scope: Scope, name: string, origin: Later): void {
  for (let at: Scope | null = scope; at; at = at.parent) {
    const known = at.values.get(name);
    if (!known) continue;
    at.values.set(
      name,
      once(() => known() ?? origin()),
    );
    return;
  }
}

/** `module.exports = { save, load() {} }` */
function readExportsObject(script: Script, object: PlainNode, scope: Scope): void {
  const { build } = script;
  for (const child of namedChildren(object)) {
    const key = childIn(child, child.type === 'pair' ? 'key' : 'name') ?? child;
    const value = childIn(child, 'value');
    const name = key.type.endsWith('identifier') ? textOf(key) : null;
    const isFunction = child.type === 'method_definition' || (value !== null && FUNCTION.test(value.type));
    if (name === null || !isFunction) {
      if (name !== null) build.export(name, () => valueOrigin(value ?? child, scope, script.moduleAt));
      visit(script, child, scope);
      continue;
    }
    const as = { exported: true, name, isMember: true, whole: child };
    const index = readFunction(script, value ?? child, scope, as);
    build.export(name, () => (index < 0 ? null : ['symbol', index]));
  }
}

function readCall(script: Script, node: PlainNode, scope: Scope): void {
  const { build } = script;
  const called = childIn(node, 'function');
  if (!called) return visitAll(script, node.children, scope);
  const list = childIn(node, 'arguments');
  const isRequire =
    called.type === 'identifier' && textOf(called) === 'require' && lookUp(scope, 'require') === undefined;
  if (called.type === 'import' || isRequire) {
    const specifier = unquoted((list && namedChildren(list)[0]) ?? null);
    if (specifier !== null) script.modules.set(node.start, build.import(specifier, '*', node));
    return visitAll(script, list?.children ?? [], scope);
  }
  const isSuper = called.type === 'super';
  build.call(scope, called, () => valueOrigin(called, scope, script.moduleAt), isSuper);
  visit(script, called, scope);
  const name = called.type === 'member_expression' ? textOf(childIn(called, 'property') ?? called) : '';
  const object = childIn(called, 'object');
  const hands: Later | null = ITERATORS.test(name)
    ? () => elementOf(valueOrigin(object, scope, script.moduleAt))
    : CHAINS.test(name)
      ? () => valueOrigin(object, scope, script.moduleAt)
      : null;
  for (const child of node.children) if (child !== called && child !== list) visit(script, child, scope);
  for (const [index, argument] of (list ? namedChildren(list) : []).entries()) {
    if (hands && index === 0 && FUNCTION.test(argument.type))
      readBody(script, argument, openScope(scope, { isLocal: true, returns: [], ...unbound(argument) }), hands);
    else visit(script, argument, scope);
  }
}
