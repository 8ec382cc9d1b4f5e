import { type PlainNode, childIn, childOf, namedChildren, textOf } from '../../../syntax/plain-tree.js';
import { NO_CONTRACT, shapeText, signatureText } from '../contract-of.js';
import { type Scope, once, openScope } from '../scope.js';
import { implement } from './implement.js';
import { readMember } from './read-member.js';
import { type Script, declare, visitAll } from './script-context.js';
import { nameOrigin, typeOrigin } from './type-origin.js';

export function readTypeName(script: Script, node: PlainNode, scope: Scope): void {
  script.build.type(scope, node, () => nameOrigin(textOf(node), scope));
}

export function readType(script: Script, node: PlainNode, scope: Scope, exported: boolean): void {
  const { build } = script;
  const own = childIn(node, 'name');
  if (!own) return;
  const name = textOf(own);
  const kind = node.type === 'interface_declaration' ? 'interface' : node.type === 'enum_declaration' ? 'enum' : 'type';
  const body = kind === 'type' ? childIn(node, 'value') : childIn(node, 'body');
  const hasMembers = body !== null && /^(?:object_type|interface_body)$/.test(body.type);
  const heritage = childOf(node, 'extends_type_clause');
  let inner = openScope(scope);
  const index = build.symbol({
    name,
    kind,
    node,
    signature: signatureText(node, body),
    container: scope.symbol,
    exported,
    contract: { ...NO_CONTRACT, shape: [shapeText(heritage), shapeText(body)].filter(Boolean).join(' ') },
    value: () => (kind === 'type' && !hasMembers ? typeOrigin(body, inner) : null),
  });
  if (index >= 0) scope.types.set(name, () => ['symbol', index]);
  if (index >= 0 && kind === 'enum') declare(scope, name, () => ['symbol', index]);
  inner = openScope(scope, { symbol: index < 0 ? scope.symbol : index });
  const types = childIn(node, 'type_parameters');
  if (types) script.visit(types, inner);
  for (const one of heritage ? namedChildren(heritage) : []) implement(script, one, inner, index);
  if (!body) return;
  if (!hasMembers) return script.visit(body, inner);
  for (const member of namedChildren(body)) readMember(script, member, inner, index);
}

/** A type parameter hides what is called the same; it is at least what it extends. */
export function declareTypeParameters(node: PlainNode, scope: Scope): void {
  for (const one of namedChildren(node)) {
    const [name, constraint] = [childIn(one, 'name'), childIn(one, 'constraint')];
    if (!name) continue;
    scope.types.set(
      textOf(name),
      once(() => {
        const type = constraint && namedChildren(constraint).at(-1);
        const origin = type ? typeOrigin(type, scope) : null;
        return origin?.[0] === 'instance' ? origin[1] : null;
      }),
    );
  }
}

export function readNamespace(script: Script, node: PlainNode, scope: Scope, exported: boolean): void {
  const [own, body] = [childIn(node, 'name'), childIn(node, 'body')];
  if (!own || !body) return;
  // `declare module 'x'` describes a package of others.
  if (own.type === 'string') return visitAll(script, body.children, openScope(scope, { isLocal: true }));
  const index = script.build.symbol({
    name: textOf(own),
    kind: 'namespace',
    node,
    signature: signatureText(node, body),
    container: scope.symbol,
    exported,
  });
  if (index >= 0) declare(scope, textOf(own), () => ['symbol', index]);
  if (index >= 0) scope.types.set(textOf(own), () => ['symbol', index]);
  visitAll(script, body.children, openScope(scope, { symbol: index < 0 ? scope.symbol : index }));
}
