import { posix } from 'node:path';
import { asRecord, readJson } from './read-json.js';

export interface Package {
  folder: string;
  /** `main`, `module`, `types` and the like, the telling ones first. */
  mains: readonly string[];
  exports: unknown;
  imports: unknown;
}

/** The packages of a repository: each `package.json` with a name is one, whatever the workspace says. */
export interface Packages {
  called(name: string): Package | null;
  /** The one whose folder `path` is in, the innermost. */
  around(path: string): Package | null;
}

/** The conditions that lead to sources first. */
const CONDITIONS = ['source', 'development', 'types', 'import', 'module', 'node', 'default', 'require', 'browser'];

export function readPackages(manifests: ReadonlyMap<string, string>): Packages {
  const byName = new Map<string, Package>();
  const byFolder = new Map<string, Package>();
  for (const [path, text] of manifests) {
    if (posix.basename(path) !== 'package.json') continue;
    const json = readJson(text);
    if (!json) continue;
    const folder = posix.dirname(path);
    const mains = ['source', 'types', 'typings', 'module', 'main'].flatMap((key) => {
      const value = json[key];
      return typeof value === 'string' ? [value] : [];
    });
    const made: Package = { folder, mains, exports: json['exports'], imports: json['imports'] };
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

/** What `exports` or `imports` of a manifest says of a name: `.`, `./sub`, `#name`; patterns with one star included. */
export function packageTargets(map: unknown, name: string): string[] {
  const table = asRecord(map);
  const hasNames = table !== null && Object.keys(table).some((key) => /^[.#]/.test(key));
  if (!hasNames) return name === '.' ? targetsOf(map) : [];
  if (Object.hasOwn(table, name)) return targetsOf(table[name]);
  const patterns = Object.keys(table)
    .filter((key) => key.includes('*'))
    .toSorted((a, b) => b.indexOf('*') - a.indexOf('*'));
  for (const pattern of patterns) {
    const [before = '', after = ''] = pattern.split('*');
    if (!name.startsWith(before) || !name.endsWith(after) || name.length < before.length + after.length) continue;
    const star = name.slice(before.length, name.length - after.length);
    return targetsOf(table[pattern]).map((target) => target.replaceAll('*', star));
  }
  return [];
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
