import type { FileCoverage } from './types.js';

/** Folders above a file that are tried. */
const MOST_FOLDERS = 50;
const MOST_OF_A_NAME = 1000;

/**
 * Which file of the repository each file of a report is: the path itself, the only file that ends with it, or the
 * longest end of it that exists; a bare name counts as an end only where one file has it. What could be several files
 * is none.
 */
export function resolvePaths(
  files: readonly FileCoverage[],
  paths: readonly string[],
): [path: string, file: FileCoverage][] {
  const known = new Set(paths);
  const byName = new Map<string, string[]>();
  for (const path of paths) {
    const name = nameOf(path);
    const named = byName.get(name);
    if (named === undefined) byName.set(name, [path]);
    else named.push(path);
  }
  return files.flatMap((file) => {
    const path = plain(file.path);
    const named = byName.get(nameOf(path)) ?? [];
    const own = known.has(path) ? path : (onlyEnd(path, named) ?? endOf(path, known, named.length));
    return own === null ? [] : [[own, file] as [string, FileCoverage]];
  });
}

function plain(path: string): string {
  return path
    .replaceAll('\\', '/')
    .replace(/^file:\/\//, '')
    .replace(/^(?:\.\/)+/, '');
}

/** A path's last part, as Windows writes it too. Pure. */
export function nameOf(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function onlyEnd(path: string, named: readonly string[]): string | null {
  // More of one name are looked through by nobody: `index.ts` says nothing.
  if (named.length > MOST_OF_A_NAME) return null;
  const [only, ...more] = named.filter((one) => one.endsWith(`/${path}`));
  return only !== undefined && more.length === 0 ? only : null;
}

function endOf(path: string, known: ReadonlySet<string>, named: number): string | null {
  let rest = path;
  for (let folders = 0; folders < MOST_FOLDERS; folders += 1) {
    const slash = rest.indexOf('/');
    if (slash === -1) return null;
    rest = rest.slice(slash + 1);
    if (known.has(rest)) return rest.includes('/') || named === 1 ? rest : null;
  }
  return null;
}
