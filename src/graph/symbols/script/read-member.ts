import { type PlainNode, childIn, namedChildren, textOf } from '../../../syntax/plain-tree.js';
import { signatureText } from '../contract-of.js';
import { agreed } from '../fact-builder.js';
import type { Origin } from '../file-facts.js';
import { type Later, type Scope, openScope } from '../scope.js';
import { readBody } from './read-body.js';
import { readFunction } from './read-function.js';
import { FUNCTION, type Named, type Script, childrenOf, visitAll } from './script-context.js';
import { scriptContract, visibilityOf } from './script-contract.js';
import { typeOrigin } from './type-origin.js';
import { valueOrigin } from './value-origin.js';

export function readMember(script: Script, member: PlainNode, scope: Scope, owner: number): void {
  const { build } = script;
  const nameNode = childIn(member, 'name') ?? childIn(member, 'property');
  const name = nameNode && nameNode.type !== 'computed_property_name' ? textOf(nameNode).replaceAll(/['"]/g, '') : null;
  const isStatic = member.children.some(({ type }) => type === 'static');
  const self: Origin | null = owner < 0 ? null : isStatic ? ['symbol', owner] : ['instance', ['symbol', owner]];
  for (const decorator of childrenOf(member, 'decorator')) script.visit(decorator, scope);
  if (name === null || owner < 0 || member.type === 'class_static_block') {
    const inside = openScope(scope, { self: member.type === 'class_static_block' ? ['symbol', owner] : self });
    return member.type === 'method_definition'
      ? readBody(script, member, openScope(inside, { isLocal: true, returns: [] }))
      : visitAll(script, member.children, inside);
  }
  const exported = build.symbolAt(owner)?.exported === true && visibilityOf(member) !== 'private';
  const as = { name, exported, container: owner, isStatic, whole: member, isMember: true, self };
  switch (member.type) {
    case 'method_definition':
    case 'method_signature':
    case 'abstract_method_signature': {
      const isAccessor = member.children.some(({ type }) => type === 'get' || type === 'set');
      if (isAccessor) return readAccessor(script, member, scope, as);
      readFunction(script, member, scope, { ...as, kind: 'method' });
      if (name === 'constructor') readParameterProperties(script, member, scope, owner);
      return;
    }
    case 'public_field_definition':
    case 'field_definition':
    case 'property_signature': {
      const value = childIn(member, 'value');
      const type = childIn(member, 'type');
      const inside = openScope(scope, { self });
      if (value && FUNCTION.test(value.type)) {
        readFunction(script, value, inside, {
          ...as,
          kind: 'method',
          self: value.type === 'arrow_function' ? self : null,
        });
        if (type) script.visit(type, scope);
        return;
      }
      const called = type && functionType(type);
      if (called) {
        readFunction(script, called, inside, { ...as, kind: 'method' });
        if (value) script.visit(value, inside);
        return;
      }
      build.field(owner, name, isStatic, () =>
        type ? typeOrigin(type, inside) : valueOrigin(value, inside, script.moduleAt),
      );
      return visitAll(script, member.children, inside);
    }
    default:
      visitAll(script, member.children, openScope(scope, { self }));
  }
}

/** `(a: A) => B` of an annotation. */
function functionType(annotation: PlainNode): PlainNode | null {
  let at = namedChildren(annotation)[0] ?? null;
  while (at?.type === 'parenthesized_type') at = namedChildren(at)[0] ?? null;
  return at?.type === 'function_type' ? at : null;
}

function readAccessor(script: Script, member: PlainNode, scope: Scope, as: Named & { name: string }): void {
  const declared = childIn(member, 'return_type');
  const returns: Later[] = [];
  const index = script.build.symbol({
    name: as.name,
    kind: 'property',
    node: member,
    signature: signatureText(member, childIn(member, 'body')),
    container: as.container ?? -1,
    isStatic: as.isStatic ?? false,
    exported: as.exported,
    contract: scriptContract(member),
    value: () => (declared ? typeOrigin(declared, scope) : agreed(returns)),
  });
  const inner = openScope(scope, {
    symbol: index < 0 ? scope.symbol : index,
    self: as.self ?? null,
    returns,
    isLocal: true,
  });
  readBody(script, member, inner);
}

/** `constructor(private readonly db: Db)` */
function readParameterProperties(script: Script, node: PlainNode, scope: Scope, owner: number): void {
  const parameters = childIn(node, 'parameters');
  for (const one of parameters ? namedChildren(parameters) : []) {
    const isField = one.children.some(({ type }) => type === 'accessibility_modifier' || type === 'readonly');
    const [name, type, value] = [childIn(one, 'pattern'), childIn(one, 'type'), childIn(one, 'value')];
    if (!isField || name?.type !== 'identifier') continue;
    script.build.field(owner, textOf(name), false, () =>
      type ? typeOrigin(type, scope) : valueOrigin(value, scope, script.moduleAt),
    );
  }
}
