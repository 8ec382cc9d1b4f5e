import { type PlainNode, childIn, childrenIn, namedChildren, textOf } from '../../../syntax/plain-tree.js';
import { elementOf, itemOf, memberOf } from '../origins.js';
import type { Later, Scope } from '../scope.js';
import { type Script, declare } from './script-context.js';
import { valueOrigin } from './value-origin.js';

export function boundNames(pattern: PlainNode): string[] {
  if (/^(?:identifier|shorthand_property_identifier_pattern)$/.test(pattern.type)) return [textOf(pattern)];
  if (pattern.type === 'pair_pattern') return childrenIn(pattern, 'value').flatMap(boundNames);
  if (pattern.type.endsWith('assignment_pattern')) return childrenIn(pattern, 'left').flatMap(boundNames);
  return namedChildren(pattern).flatMap(boundNames);
}

/** Binds the names of a pattern to the pieces of what it takes apart. */
export function bind(script: Script, pattern: PlainNode | null, scope: Scope, origin: Later): void {
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
export function visitDefaults(script: Script, pattern: PlainNode, scope: Scope): void {
  for (const child of pattern.children) {
    if (child.field === 'right') script.visit(child, scope);
    else if (child.type.endsWith('pattern')) visitDefaults(script, child, scope);
  }
}
