import { childIn, namedChildren, textOf, type PlainNode } from '../../../syntax/plain-tree.js';
import type { Origin } from '../file-facts.js';
import { bothOf, eitherOf, elementOf, instanceOf, listOf, memberOf, resultOf } from '../origins.js';
import { lookUp, selfOf, type Scope } from '../scope.js';
import { typeOrigin } from './type-origin.js';

/** Asked of an import by its place in the source: `require('x')` and `import('x')` are values. */
export type ModuleAt = (node: PlainNode) => Origin | null;

/** What an expression of TypeScript or JavaScript is; null: nothing that could be followed. */
export function valueOrigin(node: PlainNode | null, scope: Scope, moduleAt: ModuleAt): Origin | null {
  if (!node) return null;
  const again = (inner: PlainNode | null | undefined) => valueOrigin(inner ?? null, scope, moduleAt);
  switch (node.type) {
    case 'identifier':
    case 'shorthand_property_identifier':
      return lookUp(scope, textOf(node)) ?? null;
    case 'this':
      return selfOf(scope);
    case 'super':
      return superOf(scope);
    case 'member_expression': {
      const property = childIn(node, 'property');
      return property && memberOf(again(childIn(node, 'object')), textOf(property));
    }
    case 'call_expression':
      return moduleAt(node) ?? resultOf(again(childIn(node, 'function')));
    case 'new_expression':
      return newOrigin(node, scope, again);
    case 'subscript_expression':
      return elementOf(again(childIn(node, 'object')));
    case 'await_expression':
    case 'parenthesized_expression':
    case 'non_null_expression':
    case 'spread_element':
      return again(namedChildren(node)[0]);
    case 'satisfies_expression':
      return again(namedChildren(node)[0]);
    case 'as_expression': {
      const [value, type] = namedChildren(node);
      return type ? typeOrigin(type, scope) : again(value);
    }
    case 'assignment_expression':
      return again(childIn(node, 'right'));
    case 'ternary_expression':
      return eitherOf(
        [childIn(node, 'consequence'), childIn(node, 'alternative')].filter((one) => !isNothing(one)).map(again),
      );
    case 'binary_expression': {
      const operator = childIn(node, 'operator')?.type ?? /\?\?|\|\||&&/.exec(between(node))?.[0];
      if (operator === '&&') return again(childIn(node, 'right'));
      return operator === '??' || operator === '||'
        ? eitherOf([childIn(node, 'left'), childIn(node, 'right')].filter((one) => !isNothing(one)).map(again))
        : null;
    }
    case 'sequence_expression':
      return again(namedChildren(node).at(-1));
    case 'array': {
      const items = namedChildren(node).filter((one) => !isNothing(one));
      if (items.length === 0 || items.length > 20) return null;
      const item = eitherOf(items.map(again));
      return items[0]?.type === 'spread_element' ? item : listOf(item);
    }
    case 'object':
      return shapeOf(node, again);
    case 'arrow_function':
    case 'function_expression': {
      const declared = childIn(node, 'return_type');
      if (declared) return ['function', typeOrigin(declared, scope)];
      const body = childIn(node, 'body');
      return ['function', body && body.type !== 'statement_block' && hasNoParameters(node) ? again(body) : null];
    }
    default:
      return null;
  }
}

/** `null`, `undefined`: nobody calls them, so they are no alternative. */
function isNothing(node: PlainNode | null): boolean {
  return node === null || /^(?:null|undefined)$/.test(node.type) || textOf(node) === 'undefined';
}

function between(node: PlainNode): string {
  const [left, right] = [childIn(node, 'left'), childIn(node, 'right')];
  return left && right ? node.source.slice(left.end, right.start) : '';
}

function hasNoParameters(node: PlainNode): boolean {
  const parameters = childIn(node, 'parameters');
  return parameters !== null && namedChildren(parameters).length === 0;
}

function newOrigin(node: PlainNode, scope: Scope, again: (inner: PlainNode | null) => Origin | null): Origin | null {
  const called = childIn(node, 'constructor');
  const name = called?.type === 'identifier' ? textOf(called) : '';
  const known = name !== '' && lookUp(scope, name);
  if (!known && /^(?:Map|Set|WeakMap|Array)$/.test(name)) {
    const types = childIn(node, 'type_arguments');
    const types2 = types ? namedChildren(types) : [];
    const made = types2.at(-1);
    const of = made ? typeOrigin(made, scope) : null;
    if (!of) return null;
    return name.endsWith('Map') ? ['map', of] : ['list', of];
  }
  return instanceOf(again(called));
}

/** `super` is what the class above has; `self` is an instance of the class, or the class itself. */
function superOf(scope: Scope): Origin | null {
  const self = selfOf(scope);
  if (self?.[0] === 'instance' && self[1][0] === 'symbol') return ['super', self[1][1]];
  return null;
}

function shapeOf(node: PlainNode, again: (inner: PlainNode | null) => Origin | null): Origin | null {
  const fields: Record<string, Origin> = {};
  const spread: Origin[] = [];
  for (const child of namedChildren(node).slice(0, 100)) {
    if (child.type === 'shorthand_property_identifier') {
      const value = again(child);
      if (value) fields[textOf(child)] = value;
    }
    if (child.type === 'pair') {
      const [key, value] = [childIn(child, 'key'), again(childIn(child, 'value'))];
      if (key && value && value[0] !== 'function') fields[textOf(key).replaceAll(/['"]/g, '')] = value;
    }
    if (child.type === 'spread_element') {
      const value = again(child);
      if (value) spread.push(value);
    }
  }
  const own: Origin | null = Object.keys(fields).length > 0 ? ['shape', fields] : null;
  return bothOf([own, ...spread.toReversed()].filter((one) => one !== null));
}
