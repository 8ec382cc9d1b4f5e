import type { Tree } from 'web-tree-sitter';
import type { Language } from './language-of.js';

const SCRIPT = ['import_statement', 'export_statement', 'call_expression'];

/** Nodes that name another file or module. */
const IMPORTS: Readonly<Record<Language, readonly string[]>> = {
  typescript: SCRIPT,
  tsx: SCRIPT,
  javascript: SCRIPT,
  python: ['import_statement', 'import_from_statement'],
  go: ['import_spec'],
  java: ['import_declaration'],
  ruby: ['call'],
  rust: ['use_declaration', 'mod_item'],
  php: [
    'namespace_use_clause',
    'require_once_expression',
    'require_expression',
    'include_expression',
    'include_once_expression',
  ],
  'c-sharp': ['using_directive'],
  cpp: ['preproc_include'],
};
const QUOTED = /["'`<]([^"'`<>\n]{1,300})["'`>]/;
const DOTTED: ReadonlySet<Language> = new Set(['python', 'java', 'rust', 'php', 'c-sharp']);

/**
 * What a file imports, as it is written there: `./orders.js`, `app.models`, `crate::jobs::retry`, `net/http.h`. In the
 * order of the file, each once.
 */
export function listImports(language: Language, tree: Tree): string[] {
  const names = tree.rootNode.descendantsOfType([...IMPORTS[language]]).flatMap((node) => {
    const text = node?.text.slice(0, 2000) ?? '';
    if (node?.type === 'call_expression' && !/^(?:require|import)\s*\(/.test(text)) return [];
    if (node?.type === 'call' && !/^require(?:_relative)?\b/.test(text)) return [];
    if (node?.type === 'export_statement' && !/\bfrom\s*["']/.test(text)) return [];
    if (node?.type === 'mod_item' && /\{/.test(text)) return [];
    const quoted = lastQuoted(text);
    if (quoted !== null) return [quoted];
    return DOTTED.has(language) ? dotted(text) : [];
  });
  return [...new Set(names)];
}

function lastQuoted(text: string): string | null {
  const from = text.lastIndexOf(' from ');
  return QUOTED.exec(from === -1 ? text : text.slice(from))?.[1] ?? null;
}

/** `from a.b import c, d` may mean the module or what is in it: both are tried. */
function dotted(text: string): string[] {
  const from = /^from\s+([\w.]+)\s+import\s+(.*)$/s.exec(text);
  if (from?.[1]) {
    const names = (from[2] ?? '')
      .replace(/[()]/g, ' ')
      .split(',')
      .flatMap((part) => /^\s*(\w+)/.exec(part)?.[1] ?? []);
    const module = from[1];
    return [module, ...names.map((name) => (module.endsWith('.') ? `${module}${name}` : `${module}.${name}`))];
  }
  const bare = text.replace(/^(?:pub\s+)?(?:import|use|using|mod)\s+(?:static\s+)?/, '').replace(/\s+as\s+\w+/g, '');
  return bare.split(',').flatMap((part) => /[\w.:\\]+/.exec(part)?.[0] ?? []);
}
