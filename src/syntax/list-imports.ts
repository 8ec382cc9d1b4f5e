import type { Node, Tree } from 'web-tree-sitter';
import type { Language } from './language-of.js';

type Readers = Readonly<Record<string, (node: Node) => string[]>>;

const SCRIPT: Readers = {
  import_statement: (node) => quoted(node.childForFieldName('source')),
  import_require_clause: (node) => quoted(node.childForFieldName('source')),
  export_statement: (node) => quoted(node.childForFieldName('source')),
  call_expression: (node) => {
    const called = node.childForFieldName('function');
    if (called?.type !== 'import' && !(called?.type === 'identifier' && called.text === 'require')) return [];
    return quoted(node.childForFieldName('arguments')?.firstNamedChild ?? null);
  },
};
const PHP_FILE = (node: Node): string[] => {
  const text = /(["'])([^"'\n$]{1,300})\1/.exec(node.text.slice(0, 600))?.[2];
  return text === undefined ? [] : [text.replace(/^\//, './')];
};

/** What in each grammar names another file or module, and how the name is read from it. */
const READERS: Readonly<Record<Language, Readers>> = {
  typescript: SCRIPT,
  tsx: SCRIPT,
  javascript: SCRIPT,
  python: {
    import_statement: (node) => node.childrenForFieldName('name').flatMap((one) => dottedName(one)),
    import_from_statement: (node) => {
      const module = node.childForFieldName('module_name')?.text.replaceAll(/\s/g, '') ?? '';
      const within = module === '' || module.endsWith('.') ? module : `${module}.`;
      // `from a import b` may mean what is in the module or a module of its own.
      return [
        module,
        ...node.childrenForFieldName('name').flatMap((one) => dottedName(one).map((name) => within + name)),
      ];
    },
  },
  go: { import_spec: (node) => quoted(node.childForFieldName('path')) },
  java: {
    import_declaration: (node) => {
      const name = node.namedChildren.find((child) => child?.type.endsWith('identifier'))?.text ?? '';
      const isAll = node.namedChildren.some((child) => child?.type === 'asterisk');
      return name === '' ? [] : [isAll ? `${name}.*` : name];
    },
  },
  ruby: {
    call: (node) => {
      const method = node.childForFieldName('method')?.text;
      if (method !== 'require' && method !== 'require_relative') return [];
      const [path] = quoted(node.childForFieldName('arguments')?.firstNamedChild ?? null);
      if (path === undefined) return [];
      return [method === 'require_relative' && !path.startsWith('.') ? `./${path}` : path];
    },
  },
  rust: {
    use_declaration: (node) => useTree(node.childForFieldName('argument'), ''),
    mod_item: (node) => {
      const name = node.childForFieldName('body') ? null : node.childForFieldName('name');
      return name ? [`self::${name.text}`] : [];
    },
  },
  php: {
    namespace_use_declaration: (node) => {
      const prefix = node.namedChildren.find((child) => child?.type === 'namespace_name')?.text;
      return node.descendantsOfType('namespace_use_clause').flatMap((clause) => {
        const name = clause?.firstNamedChild?.text.replace(/^\\/, '');
        return name ? [prefix === undefined ? name : `${prefix}\\${name}`] : [];
      });
    },
    require_expression: PHP_FILE,
    require_once_expression: PHP_FILE,
    include_expression: PHP_FILE,
    include_once_expression: PHP_FILE,
  },
  'c-sharp': {
    using_directive: (node) => {
      const name = node.namedChildren.findLast((child) =>
        /^(?:identifier|qualified_name|alias_qualified_name)$/.test(child?.type ?? ''),
      );
      return name ? [name.text.replace(/^global::/, '')] : [];
    },
  },
  cpp: {
    preproc_include: (node) => {
      const path = node.childForFieldName('path');
      // What stands in angle brackets is looked for in the project too: many add their own folders there.
      return path ? [path.text.replaceAll(/^["<]|[">]$/g, '')].filter(Boolean) : [];
    },
  },
};

const MOST_IMPORTS = 500;
const LONGEST = 300;

/**
 * What a file imports, as `resolveImport` takes it: `./orders.js`, `app.models`, `crate::jobs::retry`, `net/http.h`. In
 * the order of the file, each once, at most 500. `from a import b` gives `a` and `a.b`: either may be a file.
 */
export function listImports(language: Language, tree: Tree): string[] {
  const readers = READERS[language];
  const names = new Set<string>();
  for (const node of tree.rootNode.descendantsOfType(Object.keys(readers))) {
    for (const name of node ? (readers[node.type]?.(node) ?? []) : []) {
      if (name !== '' && name.length <= LONGEST) names.add(name);
    }
    if (names.size >= MOST_IMPORTS) break;
  }
  return [...names].slice(0, MOST_IMPORTS);
}

/** The text of a string literal without interpolation. */
function quoted(node: Node | null): string[] {
  if (node === null || node.endIndex - node.startIndex > LONGEST + 2) return [];
  const text = /^(["'`])([^"'`\n]+)\1$/.exec(node.text)?.[2];
  return text === undefined || text.includes('${') || text.includes('#{') ? [] : [text];
}

function dottedName(node: Node | null): string[] {
  const name = node?.type === 'aliased_import' ? node.childForFieldName('name') : node;
  return name ? [name.text.replaceAll(/\s/g, '')] : [];
}

/** `a::{b::c, d as e, *}` as the paths it stands for. */
function useTree(node: Node | null, prefix: string, depth = 0): string[] {
  if (node === null || depth > 10) return [];
  const within = (name: string) => (prefix === '' ? name : `${prefix}::${name}`);
  switch (node.type) {
    case 'use_as_clause':
      return useTree(node.childForFieldName('path'), prefix, depth + 1);
    case 'use_wildcard':
      return node.firstNamedChild ? [within(node.firstNamedChild.text)] : [];
    case 'use_list':
      return node.namedChildren.flatMap((child) => useTree(child, prefix, depth + 1));
    case 'scoped_use_list': {
      const path = node.childForFieldName('path')?.text;
      return useTree(node.childForFieldName('list'), path === undefined ? prefix : within(path), depth + 1);
    }
    case 'self':
      return prefix === '' ? [] : [prefix];
    default:
      return /identifier$|^crate$|^super$/.test(node.type) ? [within(node.text.replaceAll(/\s/g, ''))] : [];
  }
}
