import { posix } from 'node:path';
import type { Language } from './language-of.js';

const SCRIPT_ENDINGS = [
  '',
  '.ts',
  '.tsx',
  '.mts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '/index.ts',
  '/index.tsx',
  '/index.js',
  '/index.jsx',
];

/**
 * The path among `paths` that an import written in `from` means, or null. Relative ones exactly; names of packages,
 * modules and namespaces by the one path that ends like them (no build configuration is read).
 */
export function resolveImport(
  language: Language,
  specifier: string,
  from: string,
  paths: ReadonlySet<string>,
): string | null {
  const folder = posix.dirname(from);
  if (language === 'typescript' || language === 'tsx' || language === 'javascript') {
    const bare = specifier.replace(/\.(?:js|mjs|cjs|jsx)$/, '');
    if (!specifier.startsWith('.'))
      return specifier.includes('/')
        ? bySuffix(
            SCRIPT_ENDINGS.map((end) => bare.replace(/^[@~#][^/]*\//, '') + end),
            paths,
          )
        : null;
    return first(
      [specifier, ...SCRIPT_ENDINGS.map((end) => bare + end)].map((one) => posix.join(folder, one)),
      paths,
    );
  }
  if (language === 'python') {
    const dots = /^\.*/.exec(specifier)?.[0].length ?? 0;
    const name = specifier.slice(dots).replaceAll('.', '/');
    const ends = name === '' ? ['__init__.py'] : [`${name}.py`, `${name}/__init__.py`];
    if (dots > 0)
      return first(
        ends.map((end) => posix.join(folder, ...Array.from({ length: dots - 1 }, () => '..'), end)),
        paths,
      );
    return first([...ends, ...ends.map((end) => posix.join(folder, end))], paths) ?? bySuffix(ends, paths);
  }
  if (language === 'go')
    return [...paths].find((path) => path.endsWith('.go') && endsWithPath(specifier, posix.dirname(path))) ?? null;
  if (language === 'ruby')
    return first([posix.join(folder, `${specifier}.rb`)], paths) ?? bySuffix([`${specifier}.rb`], paths);
  if (language === 'cpp') return first([posix.join(folder, specifier)], paths) ?? bySuffix([specifier], paths);
  if (language === 'rust') {
    const parts = specifier.split('::').filter((part) => !['crate', 'self', 'super'].includes(part));
    const tries = parts.map((_, index) => parts.slice(0, parts.length - index).join('/')).filter(Boolean);
    return (
      tries
        .map(
          (one) =>
            first(
              [`${one}.rs`, `${one}/mod.rs`].map((end) => posix.join(folder, end)),
              paths,
            ) ?? bySuffix([`${one}.rs`, `${one}/mod.rs`], paths),
        )
        .find((one) => one !== null) ?? null
    );
  }
  const ending = { java: '.java', php: '.php', 'c-sharp': '.cs' }[language];
  return bySuffix([`${specifier.replaceAll(/[.\\]/g, '/')}${ending}`, specifier], paths);
}

function first(candidates: readonly string[], paths: ReadonlySet<string>): string | null {
  return candidates.find((candidate) => paths.has(candidate)) ?? null;
}

/** The one path that ends like one of the candidates; two are no answer. */
function bySuffix(candidates: readonly string[], paths: ReadonlySet<string>): string | null {
  for (const candidate of candidates) {
    if (paths.has(candidate)) return candidate;
    const found = [...paths].filter((path) => path.endsWith(`/${candidate}`));
    if (found.length === 1) return found[0] ?? null;
  }
  return null;
}

/** Whether a module path such as `example.org/shop/orders` ends with the folder `orders` or `shop/orders`. */
function endsWithPath(specifier: string, folder: string): boolean {
  return folder !== '.' && (specifier === folder || specifier.endsWith(`/${folder}`));
}
