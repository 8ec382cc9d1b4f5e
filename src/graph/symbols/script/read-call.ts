import { type PlainNode, childIn, namedChildren, textOf } from '../../../syntax/plain-tree.js';
import { elementOf } from '../origins.js';
import { type Later, type Scope, openScope } from '../scope.js';
import { isRequire } from './is-require.js';
import { readBody } from './read-body.js';
import { FUNCTION, type Script, unbound, unquoted, visitAll } from './script-context.js';
import { valueOrigin } from './value-origin.js';

/** They hand each element to their first argument. */
const ITERATORS = /^(?:map|flatMap|filter|forEach|find|findLast|findIndex|some|every)$/;

/** They hand on what it is. */
const CHAINS = /^(?:then|tap)$/;

export function readCall(script: Script, node: PlainNode, scope: Scope): void {
  const { build } = script;
  const called = childIn(node, 'function');
  if (!called) return visitAll(script, node.children, scope);
  const list = childIn(node, 'arguments');
  if (called.type === 'import' || isRequire(called, scope)) {
    const specifier = unquoted((list && namedChildren(list)[0]) ?? null);
    if (specifier !== null) script.modules.set(node.start, build.import(specifier, '*', node));
    return visitAll(script, list?.children ?? [], scope);
  }
  const isSuper = called.type === 'super';
  build.call(scope, called, () => valueOrigin(called, scope, script.moduleAt), isSuper);
  script.visit(called, scope);
  const name = called.type === 'member_expression' ? textOf(childIn(called, 'property') ?? called) : '';
  const object = childIn(called, 'object');
  const hands: Later | null = ITERATORS.test(name)
    ? () => elementOf(valueOrigin(object, scope, script.moduleAt))
    : CHAINS.test(name)
      ? () => valueOrigin(object, scope, script.moduleAt)
      : null;
  for (const child of node.children) if (child !== called && child !== list) script.visit(child, scope);
  for (const [index, argument] of (list ? namedChildren(list) : []).entries()) {
    if (hands && index === 0 && FUNCTION.test(argument.type))
      readBody(script, argument, openScope(scope, { isLocal: true, returns: [], ...unbound(argument) }), hands);
    else script.visit(argument, scope);
  }
}
