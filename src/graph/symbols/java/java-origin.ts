import { childIn, childOf, namedChildren, textOf, type PlainNode } from '../../../syntax/plain-tree.js';
import type { Origin } from '../file-facts.js';
import { elementOf, instanceOf, listOf, mapOf, memberOf, resultOf } from '../origins.js';
import { lookUp, lookUpType, type Scope } from '../scope.js';

/** A class as far as its own file tells; who calls without a receiver means one of those around. */
export interface JavaClass {
  /** Its symbol; -1: it has no name. */
  index: number;
  members: Set<string>;
  hasParents: boolean;
  outer: JavaClass | null;
}

/** A scope of Java: what it is in. */
export interface JavaScope extends Scope {
  class: JavaClass | null;
}

const LISTS =
  /^(?:List|ArrayList|LinkedList|Set|HashSet|LinkedHashSet|Collection|Iterable|Iterator|Queue|Deque|Optional)$/;
const MAPS = /^(?:Map|HashMap|LinkedHashMap|TreeMap|ConcurrentMap|ConcurrentHashMap)$/;
const CAPITAL = /^\p{Lu}/u;

/** What an expression of Java is; null: nothing that could be followed. */
export function javaOrigin(node: PlainNode | null | undefined, scope: JavaScope): Origin | null {
  if (!node) return null;
  switch (node.type) {
    case 'identifier':
      return valueNamed(textOf(node), scope);
    case 'this':
      return selfOf(scope.class);
    case 'super':
      return superOf(scope.class);
    case 'field_access': {
      const field = childIn(node, 'field');
      return field && memberOf(javaOrigin(childIn(node, 'object'), scope), textOf(field));
    }
    case 'method_invocation':
      return resultOf(calledOrigin(node, scope));
    case 'object_creation_expression':
      // What has a body of its own is a class without a name above the one that is named.
      return childOf(node, 'class_body') ? null : javaType(childIn(node, 'type'), scope);
    case 'cast_expression':
      return javaType(childIn(node, 'type'), scope);
    case 'parenthesized_expression':
      return javaOrigin(namedChildren(node)[0], scope);
    case 'array_access':
      return elementOf(javaOrigin(childIn(node, 'array'), scope));
    case 'assignment_expression':
      return javaOrigin(childIn(node, 'right'), scope);
    default:
      return null;
  }
}

/** The method that an invocation calls: of its receiver, or without one of a class around, or of a static import. */
export function calledOrigin(node: PlainNode, scope: JavaScope): Origin | null {
  const name = childIn(node, 'name');
  if (!name) return null;
  const object = childIn(node, 'object');
  if (object) return memberOf(javaOrigin(object, scope), textOf(name));
  const own = memberAround(textOf(name), scope);
  if (own !== undefined) return own;
  const known = lookUp(scope, `${textOf(name)}()`);
  return known === undefined ? inherited(textOf(name), scope) : known;
}

/** What a value of this type is. */
export function javaType(node: PlainNode | null | undefined, scope: JavaScope): Origin | null {
  if (!node) return null;
  if (node.type === 'array_type') return listOf(javaType(childIn(node, 'element'), scope));
  if (node.type === 'generic_type') {
    const [name, list] = namedChildren(node);
    const parameters = list?.type === 'type_arguments' ? namedChildren(list) : [];
    const text = name ? textOf(name) : '';
    if (LISTS.test(text)) return listOf(javaType(parameters[0], scope));
    if (MAPS.test(text)) return mapOf(javaType(parameters[1], scope));
  }
  return instanceOf(javaClass(node, scope));
}

/** The class or interface that a type names; null: a type parameter, or one of the language. */
export function javaClass(node: PlainNode | null | undefined, scope: JavaScope): Origin | null {
  switch (node?.type) {
    case 'type_identifier':
    case 'identifier':
      return classNamed(textOf(node), scope);
    case 'generic_type':
    case 'annotated_type':
      return javaClass(
        namedChildren(node).find(({ type }) => type.endsWith('type_identifier')),
        scope,
      );
    case 'scoped_type_identifier': {
      const parts = namedChildren(node).filter(({ type }) => type.endsWith('type_identifier'));
      const [of, name] = parts;
      return of && name ? memberOf(javaClass(of, scope), textOf(name)) : null;
    }
    default:
      return null;
  }
}

/** A name that nobody binds in the file belongs to the package, or to the language. */
function classNamed(name: string, scope: JavaScope): Origin | null {
  const known = lookUpType(scope, name);
  return known === undefined ? ['package', name] : known;
}

function valueNamed(name: string, scope: JavaScope): Origin | null {
  const local = lookUp(scope, name);
  if (local !== undefined) return local;
  const own = memberAround(name, scope);
  if (own !== undefined) return own;
  return CAPITAL.test(name) ? classNamed(name, scope) : inherited(name, scope);
}

/** Of the innermost class around that has it itself; undefined: none has. */
function memberAround(name: string, scope: JavaScope): Origin | null | undefined {
  for (let of = scope.class; of; of = of.outer) {
    if (of.members.has(name)) return memberOf(selfOf(of), name);
    // What a class without a name inherits is not known.
    if (of.index < 0) return null;
  }
  return undefined;
}

/** Of a class above the innermost one that has any; else what static imports of whole classes bring. */
function inherited(name: string, scope: JavaScope): Origin | null {
  for (let of = scope.class; of; of = of.outer) if (of.hasParents) return memberOf(selfOf(of), name);
  return ['package', name];
}

function selfOf(of: JavaClass | null): Origin | null {
  return of && of.index >= 0 ? instanceOf(['symbol', of.index]) : null;
}

function superOf(of: JavaClass | null): Origin | null {
  return of && of.index >= 0 ? ['super', of.index] : null;
}
