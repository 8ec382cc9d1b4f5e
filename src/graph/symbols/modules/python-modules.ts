import { posix } from 'node:path';

/**
 * Modules of Python: relative ones from the file, others from the roots, which are the folders that hold a package
 * (`__init__.py` inside, none in itself), the repository, `src`, and the folder of the file.
 */
export function pythonModules(paths: ReadonlySet<string>): {
  resolve(specifier: string, from: string): readonly string[];
  inside(within: readonly string[], name: string): readonly string[];
} {
  const roots = new Set(['.', 'src']);
  const folders = new Set<string>();
  for (const path of paths) {
    if (!/\.pyi?$/.test(path)) continue;
    for (let folder = posix.dirname(path); !folders.has(folder); folder = posix.dirname(folder)) folders.add(folder);
    if (posix.basename(path) !== '__init__.py') continue;
    const parent = posix.dirname(posix.dirname(path));
    if (!paths.has(posix.join(parent, '__init__.py'))) roots.add(parent);
  }
  const at = (base: string): readonly string[] => {
    for (const path of [posix.join(base, '__init__.py'), `${base}.py`, `${base}.pyi`])
      if (paths.has(path)) return [path];
    // A package without `__init__.py` is named by its folder.
    return folders.has(base) && base !== '.' ? [`${base}/__init__.py`] : [];
  };
  return {
    resolve(specifier, from) {
      const dots = /^\.*/.exec(specifier)?.[0].length ?? 0;
      const name = specifier.slice(dots).replaceAll('.', '/');
      const folder = posix.dirname(from);
      if (dots > 0) {
        const base = posix.join(folder, ...Array.from({ length: dots - 1 }, () => '..'));
        if (base.startsWith('..')) return [];
        return at(name === '' ? base : posix.join(base, name));
      }
      let best: readonly string[] = [];
      for (const root of [...roots, folder]) {
        const found = at(posix.join(root, name));
        if (found[0] !== undefined && paths.has(found[0])) return found;
        if (best.length === 0) best = found;
      }
      return best;
    },
    inside(within, name) {
      const [path] = within;
      if (path === undefined || posix.basename(path) !== '__init__.py') return [];
      return at(posix.join(posix.dirname(path), name));
    },
  };
}
