import { type PlainNode, childIn, namedChildren, textOf } from '../../../syntax/plain-tree.js';
import { type Later, type Scope, lookUp, once, selfOf } from '../scope.js';
import { readClass } from './read-class.js';
import { readFunction } from './read-function.js';
import { FUNCTION, type Script } from './script-context.js';
import { valueOrigin } from './value-origin.js';

export function readAssignment(script: Script, node: PlainNode, scope: Scope): void {
  const { build } = script;
  const [left, right] = [childIn(node, 'left'), childIn(node, 'right')];
  if (!left || !right) return;
  const origin: Later = () => valueOrigin(right, scope, script.moduleAt);
  const text = left.end - left.start < 200 ? textOf(left) : '';
  const exported = /^(?:module\.)?exports\.([\w$]+)$/.exec(text)?.[1];
  const method = /^([\w$]+)\.prototype\.([\w$]+)$/.exec(text);
  if (text === 'module.exports') {
    if (!scope.isLocal && (right.type === 'class' || FUNCTION.test(right.type)))
      return readWhole(script, right, node, scope);
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
  script.visit(left, scope);
  script.visit(right, scope);
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

/** `module.exports = class Store {}`: by its own name, or the one that a default export has. */
function readWhole(script: Script, value: PlainNode, whole: PlainNode, scope: Scope): void {
  const own = childIn(value, 'name');
  const as = { exported: true, name: own ? textOf(own) : 'default', isMember: true, whole };
  const index = value.type === 'class' ? readClass(script, value, scope, as) : readFunction(script, value, scope, as);
  script.build.export('=', () => (index < 0 ? null : ['symbol', index]));
}

/** `module.exports = { save, load() {} }`; what a getter gives is not looked for. */
function readExportsObject(script: Script, object: PlainNode, scope: Scope): void {
  const { build } = script;
  for (const child of namedChildren(object)) {
    const key = childIn(child, child.type === 'pair' ? 'key' : 'name') ?? child;
    const value = childIn(child, 'value');
    const name = key.type.endsWith('identifier') ? textOf(key) : null;
    const isAccessor = child.children.some(({ type }) => type === 'get' || type === 'set');
    const isMethod = child.type === 'method_definition' && !isAccessor;
    if (name === null || !(isMethod || (value !== null && FUNCTION.test(value.type)))) {
      if (name !== null && !isAccessor) build.export(name, () => valueOrigin(value ?? child, scope, script.moduleAt));
      script.visit(child, scope);
      continue;
    }
    const as = { exported: true, name, isMember: true, whole: child };
    const index = readFunction(script, value ?? child, scope, as);
    build.export(name, () => (index < 0 ? null : ['symbol', index]));
  }
}
