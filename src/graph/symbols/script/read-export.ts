import { type PlainNode, childIn, childOf, childrenIn, namedChildren, textOf } from '../../../syntax/plain-tree.js';
import { type Later, type Scope, lookUp } from '../scope.js';
import { boundNames } from './bind-pattern.js';
import { readClass } from './read-class.js';
import { readFunction } from './read-function.js';
import { readNamespace, readType } from './read-type.js';
import { readVariables } from './read-variable.js';
import { FUNCTION, type Script, childrenOf, unquoted } from './script-context.js';
import { valueOrigin } from './value-origin.js';

export function readExport(script: Script, node: PlainNode, scope: Scope): void {
  const { build } = script;
  const specifier = unquoted(childIn(node, 'source'));
  const isDefault = node.children.some(({ type }) => type === 'default');
  const nameOf = (one: PlainNode) => unquoted(one) ?? textOf(one);
  if (specifier !== null) {
    const exporting = (name: string, imported: string) => {
      const origin = build.import(specifier, imported, node);
      build.export(name, () => origin);
    };
    const all = childOf(node, 'namespace_export');
    const clause = childOf(node, 'export_clause');
    if (all) return exporting(nameOf(namedChildren(all)[0] ?? all), '*');
    if (!clause) return exporting('*', '*');
    for (const one of namedChildren(clause)) {
      const name = childIn(one, 'name');
      if (name) exporting(nameOf(childIn(one, 'alias') ?? name), nameOf(name));
    }
    return;
  }
  const clause = childOf(node, 'export_clause');
  for (const one of clause ? namedChildren(clause) : []) {
    const name = childIn(one, 'name');
    if (!name) continue;
    const exported = nameOf(childIn(one, 'alias') ?? name);
    const value: Later = () => lookUp(scope, textOf(name)) ?? null;
    build.export(exported, value);
    build.export(exported, () => {
      const type = scope.types.get(textOf(name))?.() ?? null;
      return JSON.stringify(type) === JSON.stringify(value()) ? null : type;
    });
  }
  for (const decorator of childrenIn(node, 'decorator')) script.visit(decorator, scope);
  const declaration = childIn(node, 'declaration');
  if (declaration) return readExported(script, declaration, scope, isDefault);
  const value = childIn(node, 'value') ?? (clause ? null : (namedChildren(node).at(-1) ?? null));
  if (!value) return;
  const name = isDefault ? 'default' : '=';
  if (isDefault && (FUNCTION.test(value.type) || value.type === 'class')) {
    const index =
      value.type === 'class'
        ? readClass(script, value, scope, { exported: true, name: 'default' })
        : readFunction(script, value, scope, { exported: true, name: 'default' });
    return build.export(name, () => (index < 0 ? null : ['symbol', index]));
  }
  build.export(name, () => valueOrigin(value, scope, script.moduleAt));
  script.visit(value, scope);
}

function readExported(script: Script, node: PlainNode, scope: Scope, isDefault: boolean): void {
  const { build } = script;
  const inFile = scope.parent === null;
  const exporting = (index: number) => {
    const symbol = build.symbolAt(index);
    if (symbol && inFile) build.export(isDefault ? 'default' : symbol.name, () => ['symbol', index]);
  };
  switch (node.type) {
    case 'function_declaration':
    case 'generator_function_declaration':
    case 'function_signature':
      return exporting(
        readFunction(script, node, scope, { exported: true, ...(!childIn(node, 'name') && { name: 'default' }) }),
      );
    case 'class_declaration':
    case 'abstract_class_declaration':
    case 'class':
      return exporting(
        readClass(script, node, scope, { exported: true, ...(!childIn(node, 'name') && { name: 'default' }) }),
      );
    case 'ambient_declaration':
      for (const child of namedChildren(node)) readExported(script, child, scope, false);
      return;
    case 'interface_declaration':
    case 'type_alias_declaration':
    case 'enum_declaration': {
      readType(script, node, scope, true);
      const name = childIn(node, 'name');
      const later = name && scope.types.get(textOf(name));
      if (later && inFile) build.export(isDefault ? 'default' : textOf(name), later);
      return;
    }
    case 'internal_module':
    case 'module': {
      readNamespace(script, node, scope, true);
      const name = childIn(node, 'name');
      const later = name && scope.values.get(textOf(name));
      if (later && inFile) build.export(textOf(name), later);
      return;
    }
    case 'lexical_declaration':
    case 'variable_declaration': {
      readVariables(script, node, scope, true);
      if (!inFile) return;
      for (const one of childrenOf(node, 'variable_declarator')) {
        const name = childIn(one, 'name');
        for (const bound of name ? boundNames(name) : []) {
          build.export(bound, () => scope.values.get(bound)?.() ?? null);
        }
      }
      return;
    }
    default:
      script.visit(node, scope);
  }
}
