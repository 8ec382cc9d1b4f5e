import { type PlainNode, childIn, namedChildren, textOf } from '../../../syntax/plain-tree.js';
import { NO_CONTRACT, signatureText, typeText } from '../contract-of.js';
import type { Origin } from '../file-facts.js';
import { elementOf } from '../origins.js';
import { type Later, type Scope, once, openScope } from '../scope.js';
import { bind, visitDefaults } from './bind-pattern.js';
import { isRequired } from './is-require.js';
import { readClass } from './read-class.js';
import { readFunction } from './read-function.js';
import { FUNCTION, type Script, childrenOf, declare } from './script-context.js';
import { typeOrigin } from './type-origin.js';
import { valueOrigin } from './value-origin.js';

export function readVariables(script: Script, node: PlainNode, scope: Scope, exported: boolean): void {
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
      if (type) script.visit(type, scope);
      return;
    }
    if (bare?.type === 'class') return void readClass(script, bare, scope, as);
    // `const save = require('./save')` is an import: what is called is over there.
    if (!scope.isLocal && (exported || !isRequired(value, scope))) {
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
      if (type) script.visit(type, inner);
      if (bare?.type === 'object' && index >= 0) return readObject(script, bare, inner, index, exported);
      if (value) script.visit(value, inner);
      return;
    }
  }
  bind(script, name, scope, origin);
  if (type) script.visit(type, scope);
  if (value) script.visit(value, scope);
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
    else script.visit(child, scope);
  }
}

export function readLoop(script: Script, node: PlainNode, scope: Scope): void {
  const inner = openScope(scope);
  const [left, right] = [childIn(node, 'left'), childIn(node, 'right')];
  const isOf = node.children.some(({ type }) => type === 'of');
  bind(script, left, inner, () => (isOf ? elementOf(valueOrigin(right, scope, script.moduleAt)) : null));
  for (const child of node.children) if (child !== left) script.visit(child, inner);
}
