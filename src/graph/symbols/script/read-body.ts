import { type PlainNode, childIn, namedChildren } from '../../../syntax/plain-tree.js';
import { type Later, type Scope, returnsOf } from '../scope.js';
import { bind, visitDefaults } from './bind-pattern.js';
import { type Script, visitAll } from './script-context.js';
import { typeOrigin } from './type-origin.js';
import { valueOrigin } from './value-origin.js';

/** Parameters and body; an arrow's expression is what it returns. */
export function readBody(script: Script, node: PlainNode, inner: Scope, first?: Later): void {
  const types = childIn(node, 'type_parameters');
  if (types) script.visit(types, inner);
  const parameters = childIn(node, 'parameters');
  const single = childIn(node, 'parameter');
  const all = parameters ? namedChildren(parameters) : single ? [single] : [];
  for (const [index, one] of all.entries()) readParameter(script, one, inner, index === 0 ? first : undefined);
  const declared = childIn(node, 'return_type');
  if (declared) script.visit(declared, inner);
  const body = childIn(node, 'body');
  if (!body) return;
  // Declarations of the body are in the same scope as the parameters: `var a` is the parameter `a`.
  if (body.type === 'statement_block') return visitAll(script, body.children, inner);
  returnsOf(inner)?.push(() => valueOrigin(body, inner, script.moduleAt));
  script.visit(body, inner);
}

function readParameter(script: Script, node: PlainNode, scope: Scope, contextual?: Later): void {
  const pattern = node.type.endsWith('_parameter') ? childIn(node, 'pattern') : node;
  const type = childIn(node, 'type');
  const value = childIn(node, 'value');
  const origin: Later = () =>
    type ? typeOrigin(type, scope) : value ? valueOrigin(value, scope, script.moduleAt) : (contextual?.() ?? null);
  bind(script, pattern, scope, origin);
  for (const child of node.children) if (child !== pattern) script.visit(child, scope);
  if (pattern && pattern.type.endsWith('pattern')) visitDefaults(script, pattern, scope);
}
