import { childIn, childOf, namedChildren, textOf, type PlainNode } from '../../../syntax/plain-tree.js';
import type { Origin } from '../file-facts.js';
import { bothOf, eitherOf, elementOf, instanceOf, listOf, mapOf, memberOf, resultOf } from '../origins.js';
import { lookUp, lookUpType, selfOf, type Scope } from '../scope.js';

/** What holds many of its last type argument. */
const LISTS =
  /^(?:Array|ReadonlyArray|Set|ReadonlySet|Iterable|AsyncIterable|Iterator|Generator|AsyncGenerator|IterableIterator|AsyncIterableIterator)$/;
const MAPS = /^(?:Map|ReadonlyMap|WeakMap|Record)$/;
/**
 * What has the members of its first type argument. A promise counts as what it brings: nobody calls one without
 * `await`.
 */
const SAME = /^(?:Promise|PromiseLike|Awaited|Readonly|Partial|Required|NonNullable|Pick|Omit|NoInfer)$/;

/** What a value of this type is; null: nothing that could be followed. */
export function typeOrigin(node: PlainNode | null, scope: Scope): Origin | null {
  if (!node) return null;
  const again = (inner: PlainNode | null | undefined) => typeOrigin(inner ?? null, scope);
  switch (node.type) {
    case 'type_annotation':
    case 'readonly_type':
    case 'parenthesized_type':
    case 'optional_type':
      return again(namedChildren(node).at(-1));
    case 'asserts_annotation':
    case 'type_predicate_annotation':
      return null;
    case 'identifier':
    case 'type_identifier':
      return instanceOf(nameOrigin(textOf(node), scope));
    case 'nested_type_identifier':
      return instanceOf(nestedOrigin(node, scope));
    case 'this_type':
      return selfOf(scope);
    case 'generic_type':
      return genericOrigin(node, scope, again);
    case 'array_type':
      return listOf(again(namedChildren(node)[0]));
    case 'tuple_type': {
      const items = namedChildren(node).map((one) => again(childIn(one, 'type') ?? one));
      return items.length > 0 && items.length < 20 ? ['tuple', items] : null;
    }
    case 'union_type':
      return eitherOf(
        unionParts(node)
          .filter((part) => !isNothing(part))
          .map(again),
      );
    case 'intersection_type':
      return bothOf(namedChildren(node).map(again));
    case 'type_query': {
      return queried(namedChildren(node)[0] ?? null, scope);
    }
    case 'lookup_type': {
      const [of, key] = namedChildren(node);
      const name = key && /^['"](.+)['"]$/.exec(textOf(key))?.[1];
      return name ? memberOf(again(of), name) : key && /^number$/.test(textOf(key)) ? elementOf(again(of)) : null;
    }
    case 'function_type':
      return ['function', again(childIn(node, 'return_type'))];
    case 'object_type':
      return objectOrigin(node, again);
    default:
      return null;
  }
}

/** `typeof store.save` */
function queried(node: PlainNode | null, scope: Scope): Origin | null {
  if (node?.type === 'identifier') return lookUp(scope, textOf(node)) ?? null;
  const property = node && childIn(node, 'property');
  return property ? memberOf(queried(childIn(node, 'object'), scope), textOf(property)) : null;
}

/** The class or type of that name, seen from here: a variable called the same hides no type. */
export function nameOrigin(name: string, scope: Scope): Origin | null {
  return lookUpType(scope, name) ?? null;
}

/** `ns.Type` */
export function nestedOrigin(node: PlainNode, scope: Scope): Origin | null {
  const [module, name] = [childIn(node, 'module'), childIn(node, 'name')];
  if (!module || !name) return null;
  const of = module.type === 'nested_identifier' ? null : nameOrigin(textOf(module), scope);
  return memberOf(of, textOf(name));
}

function genericOrigin(
  node: PlainNode,
  scope: Scope,
  again: (inner: PlainNode | null | undefined) => Origin | null,
): Origin | null {
  const named = childIn(node, 'name');
  const list = childIn(node, 'type_arguments') ?? childOf(node, 'type_arguments');
  const types = list ? namedChildren(list) : [];
  if (!named) return null;
  if (named.type === 'nested_type_identifier') return instanceOf(nestedOrigin(named, scope));
  const name = textOf(named);
  const own = nameOrigin(name, scope);
  if (own) return instanceOf(own);
  if (SAME.test(name)) return again(types[0]);
  if (LISTS.test(name)) return listOf(again(types[0]));
  if (MAPS.test(name)) return mapOf(again(types.at(-1)));
  if (name === 'ReturnType') return resultOf(again(types[0]));
  // `InstanceType<typeof X>`
  if (name === 'InstanceType') return instanceOf(again(types[0]));
  return null;
}

/** `A | B | C` is nested to the left. */
function unionParts(node: PlainNode): PlainNode[] {
  const parts: PlainNode[] = [];
  const pending = [node];
  for (let at = pending.pop(); at; at = pending.pop()) {
    if (at.type === 'union_type') pending.push(...namedChildren(at).toReversed());
    else parts.push(at);
  }
  return parts;
}

function isNothing(node: PlainNode): boolean {
  return /^(?:null|undefined|void|never)$/.test(textOf(node));
}

function objectOrigin(node: PlainNode, again: (inner: PlainNode | null | undefined) => Origin | null): Origin | null {
  const fields: Record<string, Origin> = {};
  for (const child of namedChildren(node).slice(0, 200)) {
    const name = childIn(child, 'name');
    if (!name) continue;
    const value: Origin | null =
      child.type === 'method_signature'
        ? ['function', again(childIn(child, 'return_type'))]
        : child.type === 'property_signature'
          ? again(childIn(child, 'type'))
          : null;
    if (value) fields[textOf(name)] = value;
  }
  return Object.keys(fields).length > 0 ? ['shape', fields] : null;
}
