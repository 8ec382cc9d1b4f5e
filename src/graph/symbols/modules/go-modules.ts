import { posix } from 'node:path';

/** Packages of Go by the module paths that the `go.mod` files say; a package is the files of a folder. */
export function goModules(
  paths: ReadonlySet<string>,
  manifests: ReadonlyMap<string, string>,
): { resolve(specifier: string, from: string): readonly string[]; samePackage(from: string): readonly string[] } {
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    if (!path.endsWith('.go')) continue;
    const folder = posix.dirname(path);
    const files = folders.get(folder);
    if (files) files.push(path);
    else folders.set(folder, [path]);
  }
  const modules = [...manifests]
    .filter(([path]) => posix.basename(path) === 'go.mod')
    .flatMap(([path, text]) => {
      const name = /^[ \t]*module[ \t]+"?([^\s"]+)/m.exec(text)?.[1];
      return name === undefined ? [] : [{ name, folder: posix.dirname(path) }];
    })
    // The longest name first: a module inside of another one.
    .toSorted((a, b) => b.name.length - a.name.length);
  return {
    resolve(specifier) {
      for (const { name, folder } of modules) {
        if (specifier !== name && !specifier.startsWith(`${name}/`)) continue;
        const files = folders.get(posix.join(folder, specifier.slice(name.length + 1))) ?? [];
        const found = files.filter((path) => !path.endsWith('_test.go'));
        if (found.length > 0) return found;
      }
      return [];
    },
    samePackage: (from) => {
      const isTest = from.endsWith('_test.go');
      return (folders.get(posix.dirname(from)) ?? []).filter((path) => isTest || !path.endsWith('_test.go'));
    },
  };
}
