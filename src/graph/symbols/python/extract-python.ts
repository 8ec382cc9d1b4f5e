import { childIn, childOf, childrenIn, namedChildren, textOf, type PlainNode } from '../../../syntax/plain-tree.js';
import { NO_CONTRACT, shapeText, signatureText, typeText } from '../contract-of.js';
import { agreed, createFactBuilder, type FactBuilder } from '../fact-builder.js';
import type { FileFacts, Origin } from '../file-facts.js';
import { eitherOf, elementOf, itemOf } from '../origins.js';
import { lookUp, once, openScope, returnsOf, selfOf, type Later, type Scope } from '../scope.js';
import { isPrivate, pythonContract } from './python-contract.js';
import { pythonOrigin, pythonType } from './python-origin.js';

interface Python {
  build: FactBuilder;
}

/** Reads a file of Python. Names of the module are what others can import, whether they begin with a line or not. */
export function extractPython(path: string, text: string, root: PlainNode): FileFacts {
  const build = createFactBuilder(path, 'python', text);
  const scope = openScope(null, { returns: null, self: null });
  visitAll({ build }, root.children, scope);
  for (const [name, later] of scope.values) if (name !== '*') build.export(name, later);
  return build.finish();
}

function visitAll(python: Python, nodes: readonly PlainNode[], scope: Scope): void {
  for (const node of nodes) visit(python, node, scope);
}

function visit(python: Python, node: PlainNode, scope: Scope): void {
  switch (node.type) {
    case 'comment':
    case 'identifier':
      return;
    case 'import_statement':
    case 'import_from_statement':
      return readImport(python, node, scope);
    case 'decorated_definition': {
      const definition = childIn(node, 'definition');
      for (const child of node.children) if (child !== definition) visit(python, child, scope);
      if (definition) readDefinition(python, definition, node, scope);
      return;
    }
    case 'function_definition':
    case 'class_definition':
      return readDefinition(python, node, node, scope);
    case 'lambda': {
      const inner = openScope(scope, { isLocal: true });
      readParameters(python, childIn(node, 'parameters'), inner, null);
      return visitAll(python, node.children, inner);
    }
    case 'list_comprehension':
    case 'set_comprehension':
    case 'dictionary_comprehension':
    case 'generator_expression': {
      const inner = openScope(scope);
      return visitAll(
        python,
        node.children.toSorted((a, b) => Number(b.type === 'for_in_clause') - Number(a.type === 'for_in_clause')),
        inner,
      );
    }
    case 'for_in_clause':
    case 'for_statement': {
      const [left, right] = [childIn(node, 'left'), childIn(node, 'right')];
      bind(left, scope, () => elementOf(pythonOrigin(right, scope)));
      return visitAll(python, node.children, scope);
    }
    case 'as_pattern': {
      const [value] = namedChildren(node);
      const isExcept = node.field === 'value' && value?.type !== 'call';
      const target = childIn(node, 'alias');
      // `with open() as f` is what it enters, mostly itself; `except E as e` is an instance of it.
      bind(target ? (namedChildren(target)[0] ?? target) : null, scope, () => {
        const origin = pythonOrigin(value, scope);
        return isExcept && origin ? ['instance', origin] : origin;
      });
      return visitAll(python, node.children, scope);
    }
    case 'named_expression': {
      const value = childIn(node, 'value');
      bind(childIn(node, 'name'), scope, () => pythonOrigin(value, scope));
      return visitAll(python, node.children, scope);
    }
    case 'return_statement': {
      const value = namedChildren(node)[0];
      if (value) returnsOf(scope)?.push(() => pythonOrigin(value, scope));
      return visitAll(python, node.children, scope);
    }
    case 'assignment':
      return readAssignment(python, node, scope);
    case 'type':
      return readType(python, node, scope);
    case 'call': {
      const called = childIn(node, 'function');
      if (called) python.build.call(scope, called, () => pythonOrigin(called, scope));
      return visitAll(python, node.children, scope);
    }
    default:
      visitAll(python, node.children, scope);
  }
}

function readType(python: Python, node: PlainNode, scope: Scope): void {
  for (const child of namedChildren(node)) {
    if (child.type === 'identifier' || child.type === 'attribute')
      python.build.type(scope, child, () => pythonOrigin(child, scope));
    else if (child.type === 'string')
      python.build.type(scope, child, () => {
        const origin = pythonType(child, scope);
        return origin?.[0] === 'instance' ? origin[1] : null;
      });
    else readType(python, child, scope);
  }
}

/** A name may be bound several times: it is one of those that are known. */
function declare(scope: Scope, name: string, later: Later, isFirst = false): void {
  const known = scope.values.get(name);
  scope.values.set(name, once(known && !isFirst ? () => merge(known(), later()) : later));
}

/** `x = None` and later `x = Store()` is a store. */
function merge(known: Origin | null, origin: Origin | null): Origin | null {
  return known && origin ? eitherOf([known, origin]) : (known ?? origin);
}

function readImport({ build }: Python, node: PlainNode, scope: Scope): void {
  const nameOf = (one: PlainNode) => textOf(childIn(one, 'name') ?? one).replaceAll(/\s/g, '');
  if (node.type === 'import_statement') {
    for (const one of childrenIn(node, 'name')) {
      const name = nameOf(one);
      const alias = childIn(one, 'alias');
      const first = name.split('.')[0] ?? name;
      const origin = build.import(alias ? name : first, '*', node);
      if (!alias && first !== name) build.import(name, null, node);
      declare(scope, alias ? textOf(alias) : first, () => origin, true);
    }
    return;
  }
  const module = textOf(childIn(node, 'module_name') ?? node).replaceAll(/\s/g, '');
  if (childOf(node, 'wildcard_import')) {
    const origin = build.import(module, '*', node);
    if (scope.parent !== null) return;
    scope.values.set('*', () => origin);
    return build.export('*', () => origin);
  }
  for (const one of childrenIn(node, 'name')) {
    const name = nameOf(one);
    const alias = childIn(one, 'alias');
    const origin = build.import(module, name, node);
    declare(scope, alias ? textOf(alias) : name, () => origin, true);
  }
}

function readDefinition(python: Python, node: PlainNode, whole: PlainNode, scope: Scope): void {
  const own = childIn(node, 'name');
  if (!own || (node.type !== 'function_definition' && node.type !== 'class_definition'))
    return visit(python, node, scope);
  if (node.type === 'class_definition') return readClass(python, node, whole, textOf(own), scope);
  readFunction(python, node, whole, textOf(own), scope);
}

function readClass(python: Python, node: PlainNode, whole: PlainNode, name: string, scope: Scope): void {
  const { build } = python;
  const body = childIn(node, 'body');
  const bases = childIn(node, 'superclasses');
  const index = build.symbol({
    name,
    kind: 'class',
    node: whole,
    signature: signatureText(node, body),
    container: scope.symbol,
    exported: !scope.isLocal && !isPrivate(name),
    contract: { ...NO_CONTRACT, shape: shapeText(bases) },
  });
  if (index >= 0) declare(scope, name, () => ['symbol', index], true);
  for (const base of bases ? namedChildren(bases) : []) {
    if (base.type === 'keyword_argument') continue;
    const named = base.type === 'subscript' ? childIn(base, 'value') : base;
    if (named && index >= 0) build.heritage(index, base, () => pythonOrigin(named, scope));
    visit(python, base, scope);
  }
  const self: Origin | null = index < 0 ? null : ['symbol', index];
  const inner = openScope(scope, { symbol: index < 0 ? scope.symbol : index, isClass: true, self });
  visitAll(python, body?.children ?? [], inner);
}

function readFunction(python: Python, node: PlainNode, whole: PlainNode, name: string, scope: Scope): void {
  const { build } = python;
  const decorators = whole.children.filter(({ type }) => type === 'decorator').map(textOf);
  const marked = (word: RegExp) => decorators.some((one) => word.test(one));
  const isMethod = scope.isClass;
  const isStatic = isMethod && marked(/^@staticmethod\b/);
  const isOfClass = isMethod && (marked(/^@classmethod\b/) || name === '__new__');
  const isProperty = isMethod && marked(/^@(?:\w+\.)?(?:cached_)?property\b|\.setter\b/);
  const declared = childIn(node, 'return_type');
  const returns: Later[] = [];
  const gives: Later = () => (declared ? pythonType(declared, scope) : agreed(returns));
  const index = build.symbol({
    name,
    kind: isProperty ? 'property' : isMethod ? 'method' : 'function',
    node: whole,
    signature: signatureText(node, childIn(node, 'body')),
    container: scope.symbol,
    isStatic,
    exported: !scope.isLocal && !isPrivate(name),
    contract: pythonContract(node, isMethod && !isStatic),
    ...(isProperty && { value: gives }),
  });
  // `@contextmanager` and the like change what a call gives, but hardly to what it has no method of.
  if (!isProperty) build.returns(index, gives);
  if (index >= 0 && !marked(/\.(?:setter|deleter)\b|^@overload\b/)) declare(scope, name, () => ['symbol', index], true);
  const owner = selfOf(scope);
  const self: Origin | null = !isMethod || !owner ? owner : isOfClass || isStatic ? owner : ['instance', owner];
  const inner = openScope(scope, { symbol: index < 0 ? scope.symbol : index, isLocal: true, returns, self });
  readParameters(python, childIn(node, 'parameters'), inner, isMethod && !isStatic ? self : null);
  if (declared) visit(python, declared, inner);
  visitAll(python, childIn(node, 'body')?.children ?? [], inner);
}

/** `self` is what the first one is; null: it is one like the others. */
function readParameters(python: Python, list: PlainNode | null, scope: Scope, self: Origin | null): void {
  for (const [index, node] of (list ? namedChildren(list) : []).entries()) {
    const type = childIn(node, 'type');
    const value = childIn(node, 'value');
    const first = node.type === 'typed_parameter' ? namedChildren(node)[0] : (childIn(node, 'name') ?? node);
    const isRest = first?.type.endsWith('splat_pattern') === true;
    const named = isRest ? namedChildren(first)[0] : first;
    if (type) visit(python, type, scope);
    if (value) visit(python, value, scope);
    if (named?.type !== 'identifier') continue;
    declare(
      scope,
      textOf(named),
      () => {
        if (index === 0 && self) return self;
        const origin = type ? pythonType(type, scope) : null;
        return isRest && origin ? ['list', origin] : origin;
      },
      true,
    );
  }
}

function bind(target: PlainNode | null, scope: Scope, origin: Later): void {
  if (!target) return;
  if (target.type === 'identifier') return declare(scope, textOf(target), origin);
  if (!/^(?:pattern_list|tuple_pattern|list_pattern|tuple)$/.test(target.type)) return;
  for (const [index, one] of namedChildren(target).entries()) {
    bind(one, scope, () => {
      const of = origin();
      return of?.[0] === 'tuple' ? (of[1][index] ?? null) : of?.[0] === 'result' ? itemOf(of, index) : elementOf(of);
    });
  }
}

function readAssignment(python: Python, node: PlainNode, scope: Scope): void {
  const { build } = python;
  const [left, type, right] = [childIn(node, 'left'), childIn(node, 'type'), childIn(node, 'right')];
  const origin: Later = once(() => (type ? pythonType(type, scope) : pythonOrigin(right, scope)));
  if (type) visit(python, type, scope);
  if (left?.type === 'attribute') {
    const [object, name] = [childIn(left, 'object'), childIn(left, 'attribute')];
    const self = selfOf(scope);
    const isSelf = object?.type === 'identifier' && lookUp(scope, textOf(object)) === self;
    const of = self?.[0] === 'instance' ? self[1] : self;
    if (name && isSelf && of?.[0] === 'symbol') build.field(of[1], textOf(name), false, origin);
    visit(python, left, scope);
  } else if (left?.type === 'identifier' && scope.isClass && scope.symbol >= 0) {
    build.field(scope.symbol, textOf(left), false, origin);
    declare(scope, textOf(left), origin);
  } else if (left?.type === 'identifier' && scope.parent === null) {
    return readConstant(python, node, left, scope, origin);
  } else {
    bind(left, scope, origin);
  }
  if (right) visit(python, right, scope);
}

function readConstant(python: Python, node: PlainNode, left: PlainNode, scope: Scope, origin: Later): void {
  const name = textOf(left);
  const [type, right] = [childIn(node, 'type'), childIn(node, 'right')];
  const index = python.build.symbol({
    name,
    kind: 'constant',
    node,
    signature: signatureText(node, right),
    exported: !isPrivate(name),
    contract: { ...NO_CONTRACT, returns: typeText(type) },
    value: origin,
  });
  if (index >= 0) declare(scope, name, () => ['symbol', index]);
  if (right) visit(python, right, index < 0 ? scope : openScope(scope, { symbol: index }));
}
