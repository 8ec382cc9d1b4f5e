import type { Node, Tree } from 'web-tree-sitter';
import type { Language } from './language-of.js';

/** A named piece of a source file. Lines are 1-based and inclusive. */
export interface SourceSymbol {
  name: string;
  kind: 'function' | 'type' | 'container';
  startLine: number;
  endLine: number;
}

type Kinds = Readonly<Record<string, SourceSymbol['kind']>>;

const SCRIPT: Kinds = {
  function_declaration: 'function',
  generator_function_declaration: 'function',
  method_definition: 'function',
  variable_declarator: 'function',
  class_declaration: 'container',
};
const TYPESCRIPT: Kinds = {
  ...SCRIPT,
  abstract_class_declaration: 'container',
  interface_declaration: 'type',
  type_alias_declaration: 'type',
  enum_declaration: 'type',
};

/** Which nodes of each grammar are symbols. */
const KINDS: Readonly<Record<Language, Kinds>> = {
  typescript: TYPESCRIPT,
  tsx: TYPESCRIPT,
  javascript: SCRIPT,
  python: { function_definition: 'function', class_definition: 'container' },
  go: { function_declaration: 'function', method_declaration: 'function', type_spec: 'type' },
  java: {
    method_declaration: 'function',
    constructor_declaration: 'function',
    class_declaration: 'container',
    interface_declaration: 'container',
    enum_declaration: 'type',
    record_declaration: 'container',
  },
  ruby: { method: 'function', singleton_method: 'function', class: 'container', module: 'container' },
  rust: {
    function_item: 'function',
    impl_item: 'container',
    struct_item: 'type',
    enum_item: 'type',
    trait_item: 'container',
    macro_definition: 'function',
  },
  php: {
    function_definition: 'function',
    method_declaration: 'function',
    class_declaration: 'container',
    interface_declaration: 'container',
    trait_declaration: 'container',
  },
  'c-sharp': {
    method_declaration: 'function',
    constructor_declaration: 'function',
    class_declaration: 'container',
    interface_declaration: 'container',
    struct_declaration: 'container',
    record_declaration: 'container',
    enum_declaration: 'type',
  },
  cpp: {
    function_definition: 'function',
    class_specifier: 'container',
    struct_specifier: 'type',
    enum_specifier: 'type',
  },
};

/** Values of a variable that make it a function. */
const FUNCTION_VALUES = new Set(['arrow_function', 'function_expression', 'function', 'generator_function']);

/** The functions, types and containers of a parsed file, in the order in which they begin. Broken source gives what there is. */
export function listSymbols(language: Language, tree: Tree): SourceSymbol[] {
  const kinds = KINDS[language];
  return tree.rootNode.descendantsOfType(Object.keys(kinds)).flatMap((node) => {
    const kind = node && kinds[node.type];
    const name = node && nameOf(node);
    if (!node || !kind || !name) return [];
    if (node.type === 'variable_declarator' && !FUNCTION_VALUES.has(node.childForFieldName('value')?.type ?? ''))
      return [];
    if (node.type.endsWith('_specifier') && !node.childForFieldName('body')) return [];
    return [{ name, kind, startLine: wholeOf(node).startPosition.row + 1, endLine: node.endPosition.row + 1 }];
  });
}

/** `export`, decorators and the like belong to what they stand before. */
function wholeOf(node: Node): Node {
  const around = node.parent;
  const wraps =
    around &&
    /^(?:export_statement|decorated_definition|lexical_declaration|variable_declaration|type_declaration|template_declaration)$/.test(
      around.type,
    );
  return wraps ? wholeOf(around) : node;
}

/** C and C++ keep the name inside of declarators; `impl` has a type instead. */
function nameOf(node: Node): string | null {
  let at: Node | null = node.childForFieldName('name') ?? node.childForFieldName('type');
  if (node.type === 'function_definition' && !node.childForFieldName('name')) {
    at = node.childForFieldName('declarator');
    while (at && at.childForFieldName('declarator')) at = at.childForFieldName('declarator');
  }
  const name = at && /([\p{L}_$~#][\p{L}\p{N}_$?!]*)\W*$/u.exec(at.text.slice(0, 200))?.[1];
  return name ?? null;
}
