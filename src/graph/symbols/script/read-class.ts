import { type PlainNode, childIn, childOf, childrenIn, namedChildren, textOf } from '../../../syntax/plain-tree.js';
import { NO_CONTRACT, shapeText, signatureText } from '../contract-of.js';
import { type Scope, openScope } from '../scope.js';
import { implement } from './implement.js';
import { readMember } from './read-member.js';
import { type Holder, type Script, declare, visitAll } from './script-context.js';
import { scriptContract } from './script-contract.js';
import { valueOrigin } from './value-origin.js';

export function readClass(script: Script, node: PlainNode, scope: Scope, named: Holder): number {
  const { build } = script;
  const own = childIn(node, 'name');
  const name = named.name ?? (own ? textOf(own) : '');
  if (name === '') {
    visitAll(script, node.children, openScope(scope, { self: null, isLocal: true }));
    return -1;
  }
  const whole = named.whole ?? node;
  const body = childIn(node, 'body');
  const constructor = namedChildren(body ?? node).find(
    (one) => one.type === 'method_definition' && textOf(childIn(one, 'name') ?? one) === 'constructor',
  );
  const heritage = childOf(node, 'class_heritage');
  const index = build.symbol({
    name,
    kind: 'class',
    node: whole,
    signature: signatureText(whole, body),
    container: named.container ?? scope.symbol,
    exported: named.exported,
    contract: {
      ...(constructor ? scriptContract(constructor) : NO_CONTRACT),
      shape: shapeText(heritage),
    },
  });
  const inner = openScope(scope, { symbol: index < 0 ? scope.symbol : index });
  if (index >= 0) {
    declare(scope, name, () => ['symbol', index]);
    scope.types.set(name, () => ['symbol', index]);
    if (own) declare(inner, textOf(own), () => ['symbol', index]);
    if (own) inner.types.set(textOf(own), () => ['symbol', index]);
  }
  const types = childIn(node, 'type_parameters');
  if (types) script.visit(types, inner);
  for (const decorator of childrenIn(node, 'decorator')) script.visit(decorator, scope);
  if (heritage) readHeritage(script, heritage, inner, index);
  for (const member of body ? namedChildren(body) : []) readMember(script, member, inner, index);
  return index;
}

function readHeritage(script: Script, heritage: PlainNode, scope: Scope, index: number): void {
  const clauses = namedChildren(heritage);
  for (const clause of clauses) {
    if (clause.type === 'extends_clause') {
      const value = childIn(clause, 'value');
      if (value) script.build.heritage(index, value, () => valueOrigin(value, scope, script.moduleAt));
      visitAll(script, clause.children, scope);
    } else if (clause.type === 'implements_clause') {
      for (const one of namedChildren(clause)) implement(script, one, scope, index);
    } else {
      script.build.heritage(index, clause, () => valueOrigin(clause, scope, script.moduleAt));
      script.visit(clause, scope);
    }
  }
}
