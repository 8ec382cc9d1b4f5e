import { childIn, namedChildren, textOf, type PlainNode } from '../../../syntax/plain-tree.js';
import type { Origin } from '../file-facts.js';
import { eitherOf, elementOf, instanceOf, listOf, mapOf, memberOf, resultOf } from '../origins.js';
import { lookUp, selfOf, type Scope } from '../scope.js';

const LISTS =
  /^(?:list|List|set|Set|frozenset|FrozenSet|Sequence|Iterable|Iterator|Collection|AsyncIterator|AsyncIterable|Generator|AsyncGenerator|deque|Deque)$/;
const MAPS = /^(?:dict|Dict|Mapping|MutableMapping|defaultdict|DefaultDict|OrderedDict)$/;
const SAME =
  /^(?:Optional|Awaitable|Coroutine|Annotated|Final|ClassVar|Required|NotRequired|ContextManager|AsyncContextManager)$/;

/** What an expression of Python is; null: nothing that could be followed. */
export function pythonOrigin(node: PlainNode | null | undefined, scope: Scope): Origin | null {
  if (!node) return null;
  switch (node.type) {
    case 'identifier':
      return nameOrigin(textOf(node), scope);
    case 'attribute': {
      const name = childIn(node, 'attribute');
      return name && memberOf(pythonOrigin(childIn(node, 'object'), scope), textOf(name));
    }
    case 'call': {
      const called = childIn(node, 'function');
      if (called?.type === 'identifier' && textOf(called) === 'super' && lookUp(scope, 'super') === undefined)
        return superOf(scope);
      return resultOf(pythonOrigin(called, scope));
    }
    case 'subscript':
      return elementOf(pythonOrigin(childIn(node, 'value'), scope));
    case 'await':
    case 'parenthesized_expression':
      return pythonOrigin(namedChildren(node)[0], scope);
    case 'named_expression':
      return pythonOrigin(childIn(node, 'value'), scope);
    case 'conditional_expression': {
      const [yes, , no] = namedChildren(node);
      return eitherOf([yes, no].filter((one) => one && one.type !== 'none').map((one) => pythonOrigin(one, scope)));
    }
    case 'boolean_operator':
      return eitherOf(['left', 'right'].map((field) => pythonOrigin(childIn(node, field), scope)));
    case 'list':
    case 'set': {
      const items = namedChildren(node);
      return items.length === 0 || items.length > 20
        ? null
        : listOf(eitherOf(items.map((one) => pythonOrigin(one, scope))));
    }
    case 'tuple':
    case 'expression_list': {
      const items = namedChildren(node);
      return items.length > 0 && items.length <= 20 ? ['tuple', items.map((one) => pythonOrigin(one, scope))] : null;
    }
    case 'lambda':
      return ['function', null];
    default:
      return null;
  }
}

/** What a value with this annotation is. */
export function pythonType(node: PlainNode | null | undefined, scope: Scope): Origin | null {
  if (!node) return null;
  switch (node.type) {
    case 'type':
      return pythonType(namedChildren(node)[0], scope);
    case 'identifier':
    case 'attribute':
      return instanceOf(pythonOrigin(node, scope));
    case 'string': {
      // `"Store"`: it is written before the class is known.
      const name = /^["']([\p{L}_][\p{L}\p{N}_]*)["']$/u.exec(textOf(node))?.[1];
      return name === undefined ? null : instanceOf(nameOrigin(name, scope));
    }
    case 'generic_type':
    case 'subscript': {
      const [named, ...rest] = namedChildren(node);
      const types = rest.flatMap((one) => (one.type === 'type_parameter' ? namedChildren(one) : [one]));
      const name = named ? textOf(named).replace(/^.*\./, '') : '';
      const known = named && pythonOrigin(named, scope);
      if (LISTS.test(name)) return listOf(pythonType(types[0], scope));
      if (MAPS.test(name)) return mapOf(pythonType(types.at(-1), scope));
      if (SAME.test(name)) return pythonType(name === 'Coroutine' ? types.at(-1) : types[0], scope);
      if (/^[Tt]ype$/.test(name)) {
        const of = pythonType(types[0], scope);
        return of?.[0] === 'instance' ? of[1] : null;
      }
      if (name === 'Union')
        return eitherOf(types.filter((one) => textOf(one) !== 'None').map((one) => pythonType(one, scope)));
      return instanceOf(known ?? null);
    }
    case 'binary_operator':
    case 'union_type': {
      const parts = namedChildren(node).filter((one) => textOf(one) !== 'None');
      return eitherOf(parts.map((one) => pythonType(one, scope)));
    }
    default:
      return null;
  }
}

/** What no one binds may come with `from x import *`. */
function nameOrigin(name: string, scope: Scope): Origin | null {
  const known = lookUp(scope, name);
  if (known !== undefined) return known;
  return lookUp(scope, '*') === undefined ? null : ['package', name];
}

function superOf(scope: Scope): Origin | null {
  const self = selfOf(scope);
  const of = self?.[0] === 'instance' ? self[1] : self;
  return of?.[0] === 'symbol' ? ['super', of[1]] : null;
}
