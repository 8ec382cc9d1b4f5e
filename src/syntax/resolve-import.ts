import { posix } from 'node:path';
import type { PackageEnding, PathIndex } from './index-paths.js';
import type { Language } from './language-of.js';

type Resolve = (specifier: string, from: string, paths: PathIndex) => readonly string[];

const RESOLVERS: Readonly<Record<Language, Resolve>> = {
  typescript: guessScript,
  tsx: guessScript,
  javascript: guessScript,
  python: resolvePython,
  go: resolveGo,
  java: resolveJava,
  ruby: resolveRuby,
  rust: resolveRust,
  php: resolvePhp,
  'c-sharp': resolveSharp,
  cpp: resolveInclude,
};

const LONGEST_SPECIFIER = 300;

/**
 * The files of the repository that an import written in `from` means, or null. One file, or those of a package (Go,
 * `a.b.*` in Java, a namespace in C#). Relative ones exactly; names of packages and aliases by the only path that ends
 * like them. No build configuration is read: what that alone could tell is null. In scripts only such guesses are made
 * here; what is written exactly there is resolved by `scriptModules`. Pure.
 */
export function resolveImport(
  language: Language,
  specifier: string,
  from: string,
  paths: PathIndex,
): readonly string[] | null {
  if (specifier.length > LONGEST_SPECIFIER) return null;
  const found = RESOLVERS[language](specifier, from, paths);
  return found.length === 0 ? null : found;
}

const SCRIPT_ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.d.ts'];

function guessScript(specifier: string, _: string, paths: PathIndex): string[] {
  if (specifier.includes(':') || specifier.startsWith('.')) return [];
  const candidates = (base: string) => {
    const bare = base.replace(/\.[mc]?jsx?$/, '');
    const names = bare === base ? [base] : [bare, base];
    return [
      base,
      ...names.flatMap((name) => SCRIPT_ENDINGS.map((end) => name + end)),
      ...SCRIPT_ENDINGS.map((end) => `${base}/index${end}`),
    ];
  };
  const alias = /^(?:[@~#$]\/?|@src\/|\$lib\/)(?=[^/]*(?:\/|$))/.exec(specifier)?.[0];
  if (alias?.endsWith('/') || alias === '#') return byEnding(candidates(specifier.slice(alias.length)), paths);
  const workspace = /^@[^/]+\/([^/]+)$/.exec(specifier)?.[1];
  if (workspace !== undefined)
    return byEnding(
      [...candidates(`${workspace}/src`), ...candidates(workspace).filter((one) => one.includes('/'))],
      paths,
    );
  return specifier.includes('/') ? byEnding(candidates(specifier.replace(/^@/, '')), paths) : [];
}

function resolvePython(specifier: string, from: string, paths: PathIndex): string[] {
  const dots = /^\.*/.exec(specifier)?.[0].length ?? 0;
  const name = specifier.slice(dots).replaceAll('.', '/');
  const endings = name === '' ? ['__init__.py'] : [`${name}.py`, `${name}/__init__.py`, `${name}.pyi`];
  const folder = posix.dirname(from);
  if (dots > 0) {
    const up = Array.from({ length: dots - 1 }, () => '..');
    return exactly(
      endings.map((end) => posix.join(folder, ...up, end)),
      paths,
    );
  }
  const near = exactly([...endings, ...endings.map((end) => posix.join(folder, end))], paths);
  if (near.length > 0) return near;
  // A single name is mostly a package from elsewhere: only a package of that name counts, not any file.
  return byEnding(name.includes('/') ? endings : endings.filter((end) => end.includes('/')), paths);
}

const GO_STANDARD =
  /^(?:archive|bufio|bytes|cmp|compress|container|context|crypto|database|debug|embed|encoding|errors|expvar|flag|fmt|go|hash|html|image|index|io|iter|log|maps|math|mime|net|os|path|plugin|reflect|regexp|runtime|slices|sort|strconv|strings|sync|syscall|testing|text|time|unicode|unsafe)(?:\/|$)/;

/** A module path is some segments of a name (`github.com/owner/name`) and then the folder of the package. */
function resolveGo(specifier: string, _: string, paths: PathIndex): string[] {
  if (GO_STANDARD.test(specifier)) return [];
  const host = /^(?:github\.com|gitlab\.com|bitbucket\.org)\//.test(specifier)
    ? 3
    : specifier.split('/')[0]?.includes('.')
      ? 2
      : 1;
  const least = specifier.split('/').slice(0, host).join('/').length;
  for (let at = specifier.indexOf('/', least - 1); at !== -1; at = specifier.indexOf('/', at + 1)) {
    const folder = specifier.slice(at + 1);
    if (at >= least && paths.hasFolder(folder, '.go'))
      return paths.filesIn(folder, '.go').filter((path) => !path.endsWith('_test.go'));
  }
  return [];
}

function resolveJava(specifier: string, _: string, paths: PathIndex): readonly string[] {
  const parts = specifier.split('.');
  if (parts.at(-1) === '*') {
    const inClass = byEnding([`${parts.slice(0, -1).join('/')}.java`], paths);
    return inClass.length > 0 ? inClass : inFolder(parts.slice(0, -1).join('.'), '.java', paths);
  }
  return byEnding(
    [`${parts.join('/')}.java`, ...(parts.length > 2 ? [`${parts.slice(0, -1).join('/')}.java`] : [])],
    paths,
  );
}

function resolveRuby(specifier: string, from: string, paths: PathIndex): string[] {
  const file = specifier.endsWith('.rb') ? specifier : `${specifier}.rb`;
  if (specifier.startsWith('.')) return exactly([posix.join(posix.dirname(from), file)], paths);
  const near = exactly([file, `lib/${file}`, `app/${file}`], paths);
  return near.length > 0 || !specifier.includes('/') ? near : byEnding([file], paths);
}

function resolveRust(specifier: string, from: string, paths: PathIndex): string[] {
  const [first = '', ...rest] = specifier.split('::');
  const module = /(?:^|\/)(?:mod|lib|main)\.rs$/.test(from) ? posix.dirname(from) : from.replace(/\.rs$/, '');
  if (first === 'self') return rustModule(module, rest, from, paths);
  if (first === 'super') {
    const ups = rest.findIndex((part) => part !== 'super');
    const more = ups === -1 ? rest.length : ups;
    return rustModule(
      posix.join(module, '..', ...Array.from({ length: more }, () => '..')),
      rest.slice(more),
      from,
      paths,
    );
  }
  if (first === 'crate') {
    const root = /^(.*\/)?src\//.exec(from)?.[0];
    return rustModule(root === undefined ? posix.dirname(from) : root.slice(0, -1), rest, from, paths);
  }
  const inside = rustModule(module, [first, ...rest], from, paths, 1);
  if (inside.length > 0) return inside;
  const crate = [first, first.replaceAll('_', '-')].flatMap((name) => byEnding([`${name}/src/lib.rs`], paths))[0];
  return crate === undefined ? [] : rustModule(posix.dirname(crate), rest, from, paths);
}

/** The longest beginning of the path that is a module of its own; what is left are names inside of it. */
function rustModule(base: string, parts: readonly string[], from: string, paths: PathIndex, least = 0): string[] {
  for (let length = parts.length; length >= least; length--) {
    const path = posix.join(base, ...parts.slice(0, length));
    const files = [`${path}.rs`, `${path}/mod.rs`, ...(length === 0 ? [`${path}/lib.rs`, `${path}/main.rs`] : [])];
    const found = exactly(
      files.filter((file) => file !== from),
      paths,
    );
    if (found.length > 0) return found;
  }
  return [];
}

/** A prefix of the namespace stands for a folder that only `composer.json` knows. */
function resolvePhp(specifier: string, from: string, paths: PathIndex): string[] {
  if (specifier.endsWith('.php') || specifier.startsWith('.')) {
    const near = exactly([posix.join(posix.dirname(from), specifier), specifier], paths);
    return near.length > 0 || specifier.startsWith('.') ? near : byEnding([specifier], paths);
  }
  const parts = specifier.split('\\').filter(Boolean);
  const least = parts.length > 2 ? 2 : 1;
  const tries = parts.map((_, index) => parts.slice(index)).filter(({ length }) => length >= least);
  return byEnding(
    tries.map((one) => `${one.join('/')}.php`),
    paths,
  );
}

function resolveSharp(specifier: string, _: string, paths: PathIndex): readonly string[] {
  if (/^(?:System|Microsoft|Windows)(?:\.|$)/.test(specifier)) return [];
  const parts = specifier.split('.');
  for (const name of [specifier, ...(parts.length > 1 ? [parts.slice(1).join('.')] : [])]) {
    const found = inFolder(name, '.cs', paths);
    if (found.length > 0) return found;
  }
  return parts.length > 1
    ? byEnding([`${parts.join('/')}.cs`, `${parts.slice(-2).join('/')}.cs`, `${parts.at(-1)}.cs`], paths)
    : [];
}

function resolveInclude(specifier: string, from: string, paths: PathIndex): string[] {
  const near = exactly([posix.join(posix.dirname(from), specifier), specifier, `include/${specifier}`], paths);
  return near.length > 0 ? near : byEnding([specifier], paths);
}

function exactly(candidates: readonly string[], paths: PathIndex): string[] {
  const found = candidates.find((candidate) => paths.has(candidate));
  return found === undefined ? [] : [found];
}

/** The first candidate that is the end of exactly one path: two are no answer. */
function byEnding(candidates: readonly string[], paths: PathIndex): string[] {
  for (const candidate of candidates) {
    const found = paths.ending(candidate);
    if (found !== null) return [found];
  }
  return [];
}

/** The files of the one folder that ends like the dotted `name`: `Shop.Core/Orders` is `Shop.Core.Orders`. */
function inFolder(name: string, extension: PackageEnding, paths: PathIndex): readonly string[] {
  const folders = paths.foldersLike(name, extension);
  return folders.length === 1 && folders[0] !== undefined ? paths.filesIn(folders[0], extension) : [];
}
