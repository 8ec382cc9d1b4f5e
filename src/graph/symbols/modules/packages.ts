import { posix } from 'node:path';
import { isTestPath } from '../../../syntax/paths/test-path.js';
import { asRecord, type JsonObject } from './read-json.js';
import { filledIn, starPatterns } from './star-patterns.js';

export interface Package {
  folder: string;
  /** `main`, `module`, `types` and the like, the telling ones first. */
  mains: readonly string[];
  /** What `exports` says of `.` or `./sub`; null: nothing. */
  exports: Targets;
  /** What `imports` says of `#name`; null: nothing. */
  imports: Targets;
}

/** The targets of a name, the telling ones first; none: the name is closed. */
export type Targets = (name: string) => readonly string[] | null;

/** The packages of a repository: each `package.json` with a name is one, whatever the workspace says. */
export interface Packages {
  called(name: string): Package | null;
  /** The one whose folder `path` is in, the innermost. */
  around(path: string): Package | null;
}

/** The conditions that lead to sources first. */
const CONDITIONS = ['source', 'development', 'types', 'import', 'module', 'node', 'default', 'require', 'browser'];

/** Of two with one name the one that is no test or fixture counts, then the one that lies less deep. */
export function readPackages(manifests: ReadonlyMap<string, JsonObject>): Packages {
  const byName = new Map<string, Package>();
  const byFolder = new Map<string, Package>();
  for (const [path, json] of [...manifests].toSorted(([a], [b]) => worth(a) - worth(b))) {
    if (posix.basename(path) !== 'package.json') continue;
    const folder = posix.dirname(path);
    const mains = ['source', 'types', 'typings', 'module', 'main'].flatMap((key) => {
      const value = json[key];
      return typeof value === 'string' ? [value] : [];
    });
    const made: Package = {
      folder,
      mains,
      exports: packageTargets(json['exports']),
      imports: packageTargets(json['imports']),
    };
    byFolder.set(folder, made);
    const name = json['name'];
    if (typeof name === 'string' && !byName.has(name)) byName.set(name, made);
  }
  return {
    called: (name) => byName.get(name) ?? null,
    around(path) {
      for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
        const found = byFolder.get(folder);
        if (found) return found;
        if (folder === '.' || folder === '/') return null;
      }
    },
  };
}

function worth(path: string): number {
  return (isTestPath(path) ? 1000 : 0) + path.split('/').length;
}

/** Reads `exports` or `imports` of a manifest: of names (`.`, `./sub`, `#name`, one star included), or of `.` alone. */
export function packageTargets(map: unknown): Targets {
  const table = asRecord(map);
  const hasNames = table !== null && Object.keys(table).some((key) => /^[.#]/.test(key));
  if (!hasNames) return (name) => (name === '.' && map !== undefined ? targetsOf(map) : null);
  const find = starPatterns(Object.entries(table));
  return (name) => {
    const found = find(name);
    return found && filledIn(targetsOf(found.value), found.star);
  };
}

function targetsOf(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value];
  if (depth > 6) return [];
  if (Array.isArray(value)) return value.flatMap((one) => targetsOf(one, depth + 1));
  const table = asRecord(value);
  if (!table) return [];
  const rank = (key: string) => {
    const at = CONDITIONS.indexOf(key);
    return at === -1 ? CONDITIONS.length : at;
  };
  return Object.keys(table)
    .toSorted((a, b) => rank(a) - rank(b))
    .flatMap((key) => targetsOf(table[key], depth + 1));
}
