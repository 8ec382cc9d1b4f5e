import { posix } from 'node:path';
import { packageTargets, readPackages, type Package, type Packages } from './packages.js';
import { readTsconfigs, type Tsconfigs } from './tsconfigs.js';

const ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.d.ts', '.js', '.jsx', '.mjs', '.cjs'];
const BUILT = /^(?:dist|lib|build|out|esm|cjs|es|types|output)(?:\/(?:esm|cjs|es|src|types|mjs|node|browser))?\//;

/**
 * The resolution of Node and TypeScript over a list of paths: relative files with the endings a compiler tries, `paths`
 * of the nearest `tsconfig.json`, `#imports`, packages of the workspace by name with their `exports`. An own one, since
 * the kept resolvers read a disk: a scan has only paths and manifests, and writing 100,000 empty files takes longer
 * than the scan. What a manifest says of built files (`dist/index.js`) is looked for among the sources.
 */
export function scriptModules(
  paths: ReadonlySet<string>,
  manifests: ReadonlyMap<string, string>,
): (specifier: string, from: string) => readonly string[] {
  const packages = readPackages(manifests);
  const tsconfigs = readTsconfigs(manifests);
  const known = new Map<string, readonly string[]>();
  return (specifier, from) => {
    const key = `${posix.dirname(from)}\n${specifier}`;
    const made = known.get(key);
    if (made) return made;
    const path = resolve(specifier.replace(/[?!].*$/, ''), from, { paths, packages, tsconfigs });
    const found = path === null ? [] : [path];
    known.set(key, found);
    return found;
  };
}

interface World {
  paths: ReadonlySet<string>;
  packages: Packages;
  tsconfigs: Tsconfigs;
}

function resolve(specifier: string, from: string, world: World): string | null {
  if (specifier === '' || /^[a-z]+:/i.test(specifier)) return null;
  const folder = posix.dirname(from);
  if (/^\.{1,2}(?:\/|$)/.test(specifier)) return file(posix.join(folder, specifier), world.paths);
  if (specifier.startsWith('/')) return file(specifier.slice(1), world.paths);
  for (const candidate of world.tsconfigs.candidates(specifier, from)) {
    const found = file(candidate, world.paths);
    if (found !== null) return found;
  }
  if (specifier.startsWith('#')) {
    const own = world.packages.around(from);
    return own ? ofPackage(own, packageTargets(own.imports, specifier), null, world.paths) : null;
  }
  const [, name = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(specifier) ?? [];
  const used = world.packages.called(name);
  if (!used) return null;
  const targets = packageTargets(used.exports, rest === '' ? '.' : `./${rest}`);
  return ofPackage(used, rest === '' ? [...targets, ...used.mains] : targets, rest, world.paths);
}

/** `rest` is the path within the package; null: only its targets count. */
function ofPackage(
  { folder }: Package,
  targets: readonly string[],
  rest: string | null,
  paths: ReadonlySet<string>,
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
function file(path: string, paths: ReadonlySet<string>): string | null {
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
  for (const ending of ENDINGS) {
    const index = posix.join(clean, `index${ending}`);
    if (paths.has(index)) return index;
  }
  return null;
}
