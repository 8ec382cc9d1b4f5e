import { posix } from 'node:path';
import { readPackages, type Package, type Packages } from './packages.js';
import type { JsonObject } from './read-json.js';
import { readTsconfigs, type Tsconfigs } from './tsconfigs.js';

const ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.d.ts', '.js', '.jsx', '.mjs', '.cjs'];
const BUILT = /^(?:dist|lib|build|out|esm|cjs|es|types|output)(?:\/(?:esm|cjs|es|src|types|mjs|node|browser))?\//;

/**
 * The files that a name in a script means, by what the repository says. Null: it says nothing of it; none: it does, and
 * the file is not there.
 */
export type ScriptModules = (specifier: string, from: string) => readonly string[] | null;

/**
 * The resolution of Node and TypeScript over a list of paths: relative files with the endings a compiler tries, `paths`
 * of the nearest `tsconfig.json`, `#imports`, packages of the workspace by name with their `exports`. An own one, since
 * the kept resolvers read a disk: a scan has only paths and manifests, and writing 100,000 empty files takes longer
 * than the scan. What a manifest says of built files (`dist/index.js`) is looked for among the sources.
 */
export function scriptModules(
  paths: Pick<ReadonlySet<string>, 'has'>,
  manifests: ReadonlyMap<string, JsonObject>,
): ScriptModules {
  const packages = readPackages(manifests);
  const tsconfigs = readTsconfigs(manifests, (name) => packages.called(name)?.folder ?? null);
  const known = new Map<string, readonly string[] | null>();
  return (specifier, from) => {
    const key = `${posix.dirname(from)}\n${specifier}`;
    const made = known.get(key);
    if (made !== undefined) return made;
    const found = resolve(specifier.replace(/[?!].*$/, ''), from, { paths, packages, tsconfigs });
    known.set(key, found);
    return found;
  };
}

interface World {
  paths: Pick<ReadonlySet<string>, 'has'>;
  packages: Packages;
  tsconfigs: Tsconfigs;
}

function resolve(specifier: string, from: string, world: World): readonly string[] | null {
  if (specifier === '' || /^[a-z]+:/i.test(specifier)) return [];
  const folder = posix.dirname(from);
  if (/^\.{1,2}(?:\/|$)/.test(specifier)) {
    const path = posix.join(folder, specifier);
    return only(/(?:^|\/)\.{0,2}$/.test(specifier) ? index(path, world.paths) : file(path, world.paths));
  }
  if (specifier.startsWith('/')) return only(file(specifier.slice(1), world.paths));
  const said = world.tsconfigs.candidates(specifier, from);
  for (const candidate of said.paths) {
    const found = file(candidate, world.paths);
    if (found !== null) return [found];
  }
  if (specifier.startsWith('#')) {
    const own = world.packages.around(from);
    const targets = own?.imports(specifier) ?? null;
    if (own && targets) return only(ofImports(own, targets, world));
  } else {
    const found = ofName(specifier, world);
    if (found) return found;
  }
  return said.isNamed ? [] : null;
}

function only(path: string | null): string[] {
  return path === null ? [] : [path];
}

/** What `imports` says leads to a file, or to another package. */
function ofImports(own: Package, targets: readonly string[], world: World): string | null {
  const [files, others] = [targets.filter(isPath), targets.filter((one) => !isPath(one))];
  return (
    ofPackage(own, files, null, world.paths) ??
    others.flatMap((name) => ofName(name, world) ?? []).find(Boolean) ??
    null
  );
}

function isPath(target: string): boolean {
  return target.startsWith('.');
}

/** Null: no package of the repository has that name. */
function ofName(specifier: string, { packages, paths }: World): string[] | null {
  const [, name = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(specifier) ?? [];
  const used = packages.called(name);
  if (!used) return null;
  const targets = used.exports(rest === '' ? '.' : `./${rest}`) ?? [];
  return only(ofPackage(used, rest === '' ? [...targets, ...used.mains] : targets, rest, paths));
}

/** `rest` is the path within the package; null: only its targets count. */
function ofPackage(
  { folder }: Package,
  targets: readonly string[],
  rest: string | null,
  paths: World['paths'],
): string | null {
  const tries = targets.flatMap((target) => sources(target.replace(/^\.\//, '')));
  if (rest === '') tries.push('src/index', 'src/main', 'index', 'lib/index');
  else if (rest !== null) tries.push(rest, `src/${rest}`, ...sources(rest));
  for (const one of tries) {
    const found = file(posix.join(folder, one), paths);
    if (found !== null) return found;
  }
  return null;
}

/** A built file, and where its source may be. */
function sources(target: string): string[] {
  const inside = target.replace(BUILT, '');
  return inside === target ? [target] : [target, `src/${inside}`, inside, `lib/${inside}`];
}

/** The file that `path` without ending, with that of JavaScript, or as a folder, means. */
function file(path: string, paths: World['paths']): string | null {
  const clean = path.replace(/\/$/, '');
  const script = /\.([mc]?)jsx?$/.exec(clean);
  if (script) {
    // TypeScript writes the name of the file that will be built.
    const bare = clean.slice(0, script.index);
    for (const ending of [`.${script[1]}ts`, `.${script[1]}tsx`, '.ts', '.tsx'])
      if (paths.has(bare + ending)) return bare + ending;
    if (paths.has(clean)) return clean;
    if (paths.has(`${bare}.d.${script[1]}ts`)) return `${bare}.d.${script[1]}ts`;
  } else if (/\.d\.[mc]?ts$/.test(clean)) {
    for (const ending of ['.ts', '.tsx', '.mts', '.js'])
      if (paths.has(clean.replace(/\.d\.[mc]?ts$/, ending))) return clean.replace(/\.d\.[mc]?ts$/, ending);
  }
  if (/\.[a-z]+$/i.test(clean) && paths.has(clean)) return clean;
  for (const ending of ENDINGS) if (paths.has(clean + ending)) return clean + ending;
  return index(clean, paths);
}

/** The file that a folder means: `.`, `..` and what ends with a slash are folders. */
function index(folder: string, paths: World['paths']): string | null {
  return ENDINGS.map((ending) => posix.join(folder, `index${ending}`)).find((path) => paths.has(path)) ?? null;
}
