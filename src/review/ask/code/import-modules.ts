import { posix } from 'node:path';
import type { JsonObject } from '../../../graph/symbols/modules/read-json.js';
import { scriptModules } from '../../../graph/symbols/modules/script-modules.js';
import type { Modules } from '../../../graph/symbols/resolve/modules.js';
import type { PathIndex } from '../../../syntax/index-paths.js';
import { languageOf } from '../../../syntax/language-of.js';
import { resolveImport } from '../../../syntax/resolve-import.js';
import { languageFamily } from './language-family.js';

const NONE: readonly string[] = [];

/**
 * The modules of a repository for who resolves the names of a change: in scripts by what the manifests say, as the graph
 * does, and where these say nothing, as in all other languages, by the paths alone.
 */
export function importModules(paths: PathIndex, manifests: ReadonlyMap<string, JsonObject>): Modules {
  const script = scriptModules(paths, manifests);
  return {
    resolve(specifier, from) {
      const language = languageOf(from);
      if (language === null) return NONE;
      const said = languageFamily(language) === 'script' ? script(specifier, from) : null;
      const found = said ?? resolveImport(language, specifier, from, paths);
      return found ?? (language === 'python' ? unmarkedPackages(specifier, from) : NONE);
    },
    samePackage(from) {
      const folder = posix.dirname(from);
      const language = languageOf(from);
      if (language === 'java') return paths.filesIn(folder, '.java');
      if (language !== 'go') return NONE;
      const isTest = from.endsWith('_test.go');
      return paths.filesIn(folder, '.go').filter((path) => isTest || !path.endsWith('_test.go'));
    },
    inside(within, name) {
      for (const path of within) {
        if (posix.basename(path) !== '__init__.py') continue;
        const base = posix.join(posix.dirname(path), name);
        const found = [`${base}/__init__.py`, `${base}.py`, `${base}.pyi`].find((one) => paths.has(one));
        if (found !== undefined) return [found];
      }
      return NONE;
    },
  };
}

/** A package of Python without `__init__.py` is named by where that would be. */
function unmarkedPackages(specifier: string, from: string): string[] {
  const dots = /^\.*/.exec(specifier)?.[0].length ?? 0;
  const name = specifier.slice(dots).replaceAll('.', '/');
  const folder = posix.dirname(from);
  const up = Array.from({ length: Math.max(0, dots - 1) }, () => '..');
  const bases = dots > 0 ? [posix.join(folder, ...up, name)] : [name, `src/${name}`, posix.join(folder, name)];
  return bases.map((base) => posix.join(base, '__init__.py'));
}
