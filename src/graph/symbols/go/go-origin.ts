import { childIn, childrenIn, namedChildren, textOf, type PlainNode } from '../../../syntax/plain-tree.js';
import type { Origin } from '../file-facts.js';
import { elementOf, instanceOf, listOf, mapOf, memberOf, resultOf } from '../origins.js';
import { lookUp, type Scope } from '../scope.js';

/** What an expression of Go is; null: nothing that could be followed. */
export function goOrigin(node: PlainNode | null | undefined, scope: Scope): Origin | null {
  if (!node) return null;
  switch (node.type) {
    case 'identifier':
    case 'type_identifier':
      return goName(textOf(node), scope);
    case 'selector_expression': {
      const field = childIn(node, 'field');
      return field && memberOf(goOrigin(childIn(node, 'operand'), scope), textOf(field));
    }
    case 'call_expression':
      return callOrigin(node, scope);
    case 'parenthesized_expression':
      return goOrigin(namedChildren(node)[0], scope);
    case 'unary_expression': {
      const operand = goOrigin(childIn(node, 'operand'), scope);
      return textOf(node).startsWith('<-') ? elementOf(operand) : operand;
    }
    case 'composite_literal':
    case 'type_assertion_expression':
      return goType(childIn(node, 'type'), scope);
    case 'index_expression':
      return elementOf(goOrigin(childIn(node, 'operand'), scope));
    case 'slice_expression':
      return goOrigin(childIn(node, 'operand'), scope);
    case 'func_literal':
      return ['function', goResult(childIn(node, 'result'), scope)];
    default:
      return null;
  }
}

/** A name that nobody binds in the file belongs to the package, or to the language. */
export function goName(name: string, scope: Scope): Origin | null {
  const known = lookUp(scope, name);
  return known === undefined ? ['package', name] : known;
}

/** What is called: of `Map[int]` the function `Map`. */
export function calledOrigin(node: PlainNode, scope: Scope): Origin | null {
  if (node.type === 'index_expression' || node.type === 'type_instantiation_expression')
    return goOrigin(childIn(node, 'operand') ?? childIn(node, 'type'), scope);
  return goOrigin(node, scope);
}

function callOrigin(node: PlainNode, scope: Scope): Origin | null {
  const called = childIn(node, 'function');
  const list = childIn(node, 'arguments');
  const first = list && namedChildren(list)[0];
  if (!called) return null;
  if (
    called.type === 'identifier' &&
    /^(?:new|make|append)$/.test(textOf(called)) &&
    lookUp(scope, textOf(called)) === undefined
  )
    return textOf(called) === 'append' ? goOrigin(first, scope) : goType(first, scope);
  return resultOf(calledOrigin(called, scope));
}

/** What a value of this type is. */
export function goType(node: PlainNode | null | undefined, scope: Scope): Origin | null {
  if (!node) return null;
  switch (node.type) {
    case 'identifier':
    case 'type_identifier':
      return instanceOf(goName(textOf(node), scope));
    case 'pointer_type':
    case 'parenthesized_type':
      return goType(namedChildren(node)[0], scope);
    case 'unary_expression':
      return goType(childIn(node, 'operand'), scope);
    case 'selector_expression':
      return instanceOf(goOrigin(node, scope));
    case 'qualified_type':
      return instanceOf(qualified(node, scope));
    case 'generic_type':
      return goType(childIn(node, 'type'), scope);
    case 'slice_type':
    case 'array_type':
    case 'implicit_length_array_type':
      return listOf(goType(childIn(node, 'element'), scope));
    case 'channel_type':
      return listOf(goType(childIn(node, 'value'), scope));
    case 'map_type':
      return mapOf(goType(childIn(node, 'value'), scope));
    case 'function_type':
      return ['function', goResult(childIn(node, 'result'), scope)];
    default:
      return null;
  }
}

/** `money.Amount` */
export function qualified(node: PlainNode, scope: Scope): Origin | null {
  const [of, name] = [childIn(node, 'package'), childIn(node, 'name')];
  return of && name && memberOf(goName(textOf(of), scope), textOf(name));
}

/** What a call gives: one, or several. */
export function goResult(node: PlainNode | null, scope: Scope): Origin | null {
  if (node?.type !== 'parameter_list') return goType(node, scope);
  const items = namedChildren(node).flatMap((one) => {
    const type = goType(childIn(one, 'type'), scope);
    return Array.from({ length: Math.max(1, childrenIn(one, 'name').length) }, () => type);
  });
  return items.length === 1 ? (items[0] ?? null) : ['tuple', items.slice(0, 20)];
}
