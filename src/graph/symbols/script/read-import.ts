import { type PlainNode, childIn, childOf, namedChildren, textOf } from '../../../syntax/plain-tree.js';
import type { Scope } from '../scope.js';
import { type Script, unquoted } from './script-context.js';

export function readImport({ build }: Script, node: PlainNode, scope: Scope): void {
  const required = childOf(node, 'import_require_clause');
  const specifier = unquoted(childIn(required ?? node, 'source'));
  if (specifier === null) return;
  const declare = (local: PlainNode | null | undefined, imported: string) => {
    if (!local) return;
    const origin = build.import(specifier, imported, node);
    scope.values.set(textOf(local), () => origin);
    scope.types.set(textOf(local), () => origin);
  };
  if (required) return declare(namedChildren(required)[0], '*');
  const clause = childOf(node, 'import_clause');
  if (!clause) return void build.import(specifier, null, node);
  for (const part of namedChildren(clause)) {
    if (part.type === 'identifier') declare(part, 'default');
    if (part.type === 'namespace_import') declare(namedChildren(part)[0], '*');
    if (part.type !== 'named_imports') continue;
    for (const one of namedChildren(part)) {
      const name = childIn(one, 'name');
      if (name) declare(childIn(one, 'alias') ?? name, unquoted(name) ?? textOf(name));
    }
  }
}
