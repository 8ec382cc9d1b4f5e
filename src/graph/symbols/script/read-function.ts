import { type PlainNode, childIn, textOf } from '../../../syntax/plain-tree.js';
import { signatureText } from '../contract-of.js';
import { agreed } from '../fact-builder.js';
import { type Later, type Scope, openScope } from '../scope.js';
import { readBody } from './read-body.js';
import { type Named, type Script, declare } from './script-context.js';
import { scriptContract } from './script-contract.js';
import { typeOrigin } from './type-origin.js';

/** A function with a name; returns its index. */
export function readFunction(script: Script, node: PlainNode, scope: Scope, named: Named): number {
  const { build } = script;
  const own = childIn(node, 'name');
  const name = named.name ?? (own ? textOf(own) : '');
  const whole = named.whole ?? node;
  const declared = childIn(node, 'return_type');
  const isGenerator = node.type.startsWith('generator') || node.children.some(({ type }) => type === '*');
  const returns: Later[] = [];
  const index = build.symbol({
    name,
    kind: named.kind ?? 'function',
    node: whole,
    signature: signatureText(whole, childIn(node, 'body')),
    container: named.container ?? scope.symbol,
    isStatic: named.isStatic ?? false,
    exported: named.exported,
    contract: scriptContract(node, whole),
  });
  if (index >= 0 && named.isMember !== true && own?.type !== 'property_identifier')
    declare(scope, name, () => ['symbol', index]);
  const arrow = node.type === 'arrow_function';
  const self = named.self !== undefined ? { self: named.self } : arrow ? {} : { self: null };
  const inner = openScope(scope, { symbol: index < 0 ? scope.symbol : index, returns, isLocal: true, ...self });
  readBody(script, node, inner);
  build.returns(index, () => (declared ? typeOrigin(declared, inner) : isGenerator ? null : agreed(returns)));
  return index;
}
