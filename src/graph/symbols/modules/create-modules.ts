import { languageOf } from '../../../syntax/language-of.js';
import type { Modules } from '../resolve/modules.js';
import { goModules } from './go-modules.js';
import { javaModules } from './java-modules.js';
import { jsonManifests } from './manifests.js';
import { pythonModules } from './python-modules.js';
import { scriptModules } from './script-modules.js';

const NONE: readonly string[] = [];

/**
 * The modules of a repository, from all its paths and the texts of its manifests (see `isManifest`). For languages of
 * which calls are not followed there are none.
 */
export function createModules(paths: ReadonlySet<string>, manifests: ReadonlyMap<string, string>): Modules {
  const script = scriptModules(paths, jsonManifests(manifests));
  const python = pythonModules(paths);
  const go = goModules(paths, manifests);
  const java = javaModules(paths);
  return {
    resolve(specifier, from) {
      switch (languageOf(from)) {
        case 'typescript':
        case 'tsx':
        case 'javascript':
          return script(specifier, from) ?? NONE;
        case 'python':
          return python.resolve(specifier, from);
        case 'go':
          return go.resolve(specifier, from);
        case 'java':
          return java.resolve(specifier);
        default:
          return NONE;
      }
    },
    samePackage(from) {
      const language = languageOf(from);
      return language === 'go' ? go.samePackage(from) : language === 'java' ? java.samePackage(from) : NONE;
    },
    inside: (within, name) => (languageOf(within[0] ?? '') === 'python' ? python.inside(within, name) : NONE),
  };
}
