import type { Language } from '../../../syntax/language-of.js';
import { type PlainNode, childIn, namedChildren, textOf } from '../../../syntax/plain-tree.js';
import { createFactBuilder } from '../fact-builder.js';
import type { FileFacts, Origin } from '../file-facts.js';
import { type Scope, openScope, returnsOf } from '../scope.js';
import { bind } from './bind-pattern.js';
import { readAssignment } from './read-assignment.js';
import { readBody } from './read-body.js';
import { readCall } from './read-call.js';
import { readClass } from './read-class.js';
import { readExport } from './read-export.js';
import { readFunction } from './read-function.js';
import { readImport } from './read-import.js';
import { declareTypeParameters, readNamespace, readType, readTypeName } from './read-type.js';
import { readLoop, readVariables } from './read-variable.js';
import { type Script, unbound, visitAll } from './script-context.js';
import { nestedOrigin } from './type-origin.js';
import { valueOrigin } from './value-origin.js';

/** Reads a file of TypeScript, TSX or JavaScript. */
export function extractScript(path: string, language: Language, text: string, root: PlainNode): FileFacts {
  const modules = new Map<number, Origin>();
  const script: Script = {
    build: createFactBuilder(path, language, text),
    modules,
    moduleAt: (node) => modules.get(node.start) ?? null,
    visit: (node, at) => visit(script, node, at),
  };
  const scope = openScope(null, { returns: null });
  visitAll(script, root.children, scope);
  return script.build.finish();
}

function visit(script: Script, node: PlainNode, scope: Scope): void {
  switch (node.type) {
    case 'comment':
    case 'property_identifier':
    case 'string':
      return;
    case 'import_statement':
      return readImport(script, node, scope);
    case 'export_statement':
      return readExport(script, node, scope);
    case 'function_declaration':
    case 'generator_function_declaration':
    case 'function_signature':
      return void readFunction(script, node, scope, { exported: false });
    case 'class_declaration':
    case 'abstract_class_declaration':
    case 'class':
      return void readClass(script, node, scope, { exported: false });
    case 'interface_declaration':
    case 'type_alias_declaration':
    case 'enum_declaration':
      return readType(script, node, scope, false);
    case 'internal_module':
    case 'module':
      return readNamespace(script, node, scope, false);
    case 'lexical_declaration':
    case 'variable_declaration':
      return readVariables(script, node, scope, false);
    case 'arrow_function':
    case 'function_expression':
    case 'generator_function':
      return readBody(script, node, openScope(scope, { isLocal: true, returns: [], ...unbound(node) }));
    case 'method_definition':
      return readBody(script, node, openScope(scope, { isLocal: true, returns: [], self: null }));
    case 'statement_block':
    case 'for_statement':
    case 'switch_body':
    case 'class_static_block':
      return visitAll(script, node.children, openScope(scope, scope.parent === null ? { isLocal: true } : {}));
    case 'for_in_statement':
      return readLoop(script, node, scope);
    case 'catch_clause': {
      const inner = openScope(scope);
      bind(script, childIn(node, 'parameter'), inner, () => null);
      return visitAll(script, node.children, inner);
    }
    case 'return_statement': {
      const value = namedChildren(node)[0];
      if (value) returnsOf(scope)?.push(() => valueOrigin(value, scope, script.moduleAt));
      return visitAll(script, node.children, scope);
    }
    case 'assignment_expression':
      return readAssignment(script, node, scope);
    case 'call_expression':
      return readCall(script, node, scope);
    case 'new_expression': {
      const called = childIn(node, 'constructor');
      if (called) script.build.call(scope, called, () => valueOrigin(called, scope, script.moduleAt), true);
      return visitAll(script, node.children, scope);
    }
    case 'jsx_opening_element':
    case 'jsx_self_closing_element': {
      const name = childIn(node, 'name');
      // `<div>` is no component.
      if (name && !/^[a-z][\w-]*$/.test(textOf(name)))
        script.build.call(scope, name, () => valueOrigin(name, scope, script.moduleAt));
      return visitAll(script, node.children, scope);
    }
    case 'type_identifier':
      return readTypeName(script, node, scope);
    case 'nested_type_identifier':
      return script.build.type(scope, node, () => nestedOrigin(node, scope));
    case 'type_parameters':
      declareTypeParameters(node, scope);
      return visitAll(script, node.children, scope);
    case 'type_parameter':
      return visitAll(
        script,
        node.children.filter(({ field }) => field !== 'name'),
        scope,
      );
    default:
      visitAll(script, node.children, scope);
  }
}
