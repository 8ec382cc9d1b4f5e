import { posix } from 'node:path';
import { asRecord, readJson } from './read-json.js';

/** What the `tsconfig.json` files of a repository say of names that are no packages. */
export interface Tsconfigs {
  /** Paths (without ending) that `specifier` may mean in the file `from`, the likeliest first. */
  candidates(specifier: string, from: string): readonly string[];
}

interface Settings {
  baseUrl: string | null;
  paths: readonly { before: string; after: string; exact: boolean; targets: readonly string[] }[];
}

const MOST_EXTENDS = 10;

export function readTsconfigs(manifests: ReadonlyMap<string, string>): Tsconfigs {
  const byFolder = new Map<string, Settings[]>();
  const known = new Map<string, Settings | null>();
  const settingsOf = (path: string, depth = 0): Settings | null => {
    const made = known.get(path);
    if (made !== undefined) return made;
    const json = readJson(manifests.get(path) ?? '');
    known.set(path, null);
    const settings = json && readSettings(json, path, depth, settingsOf, manifests);
    known.set(path, settings);
    return settings;
  };
  for (const path of [...manifests.keys()].toSorted(byTelling)) {
    if (!/(?:^|\/)(?:ts|js)config[^/]*\.json$/.test(path)) continue;
    const settings = settingsOf(path);
    if (!settings || (settings.baseUrl === null && settings.paths.length === 0)) continue;
    const folder = posix.dirname(path);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), settings]);
  }
  return {
    candidates(specifier, from) {
      // Projects that are referred to and `tsconfig.app.json` stand in the same folders: the nearest that says
      // something counts.
      for (let folder = posix.dirname(from); ; folder = posix.dirname(folder)) {
        const found = (byFolder.get(folder) ?? []).flatMap((settings) => matches(settings, specifier));
        if (found.length > 0) return found;
        if (folder === '.' || folder === '/') return [];
      }
    },
  };
}

/** `tsconfig.json` before `tsconfig.build.json`. */
function byTelling(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}

function readSettings(
  json: Readonly<Record<string, unknown>>,
  path: string,
  depth: number,
  settingsOf: (path: string, depth: number) => Settings | null,
  manifests: ReadonlyMap<string, string>,
): Settings {
  const folder = posix.dirname(path);
  const base = json['extends'];
  let inherited: Settings = { baseUrl: null, paths: [] };
  for (const one of Array.isArray(base) ? base : [base]) {
    if (typeof one !== 'string' || !one.startsWith('.') || depth >= MOST_EXTENDS) continue;
    const target = posix.join(folder, one);
    const file = [target, `${target}.json`, posix.join(target, 'tsconfig.json')].find((name) => manifests.has(name));
    inherited = (file && settingsOf(file, depth + 1)) || inherited;
  }
  const options = asRecord(json['compilerOptions']);
  const url = options?.['baseUrl'];
  const baseUrl = typeof url === 'string' ? posix.join(folder, url) : inherited.baseUrl;
  const table = asRecord(options?.['paths']);
  if (!table) return { baseUrl, paths: inherited.paths };
  const from = typeof url === 'string' ? posix.join(folder, url) : (inherited.baseUrl ?? folder);
  const paths = Object.entries(table).map(([pattern, targets]) => {
    const [before = '', after = ''] = pattern.split('*');
    const list = (Array.isArray(targets) ? targets : []).filter((one) => typeof one === 'string');
    return { before, after, exact: !pattern.includes('*'), targets: list.map((one) => posix.join(from, one)) };
  });
  return { baseUrl, paths };
}

function matches({ baseUrl, paths }: Settings, specifier: string): string[] {
  const fitting = paths
    .filter(({ before, after, exact }) =>
      exact
        ? specifier === before
        : specifier.startsWith(before) && specifier.endsWith(after) && specifier.length >= before.length + after.length,
    )
    .toSorted((a, b) => Number(b.exact) - Number(a.exact) || b.before.length - a.before.length);
  const found = fitting.slice(0, 1).flatMap(({ before, after, targets }) => {
    const star = specifier.slice(before.length, specifier.length - after.length);
    return targets.map((target) => target.replaceAll('*', star));
  });
  return baseUrl === null ? found : [...found, posix.join(baseUrl, specifier)];
}
