import { posix } from 'node:path';
import { asRecord, type JsonObject } from './read-json.js';
import { filledIn, starPatterns, type StarPatterns } from './star-patterns.js';

/** What the `tsconfig.json` files of a repository say of names that are no packages. */
export interface Tsconfigs {
  /**
   * Paths (without ending) that `specifier` may mean in the file `from`, the likeliest first. `isNamed`: by `paths`, not
   * by the `baseUrl` or the pattern `*` alone, under which anything may lie.
   */
  candidates(specifier: string, from: string): { paths: readonly string[]; isNamed: boolean };
}

interface Settings {
  baseUrl: string | null;
  /** As written, with the folder they count from. */
  paths: { table: JsonObject; from: string } | null;
}

interface Compiled {
  baseUrl: string | null;
  targetsOf: StarPatterns<readonly string[]>;
}

const MOST_EXTENDS = 10;
/** Stands for the folder of the file that others are taken into (TypeScript 5.5). */
const CONFIG_FOLDER = /^\$\{configDir\}(?:\/|$)/;

/** `packageFolder` tells where a package of the repository lies: a common base may be one. */
export function readTsconfigs(
  manifests: ReadonlyMap<string, JsonObject>,
  packageFolder: (name: string) => string | null = () => null,
): Tsconfigs {
  const byFolder = new Map<string, (() => Compiled)[]>();
  const known = new Map<string, Settings | null>();
  const settingsOf = (path: string, depth = 0): Settings | null => {
    const made = known.get(path);
    if (made !== undefined) return made;
    // Whoever extends itself finds nothing.
    known.set(path, null);
    const json = manifests.get(path);
    const settings = json ? ownSettings(json, path, inherited(json, path, depth)) : null;
    known.set(path, settings);
    return settings;
  };
  const inherited = (json: JsonObject, path: string, depth: number): Settings => {
    const base = json['extends'];
    let found: Settings = { baseUrl: null, paths: null };
    for (const one of (Array.isArray(base) ? base : [base]).slice(0, MOST_EXTENDS)) {
      if (typeof one !== 'string' || depth >= MOST_EXTENDS) continue;
      const target = extended(one, path, packageFolder);
      if (target === null) continue;
      const file = [target, `${target}.json`, posix.join(target, 'tsconfig.json')].find((name) => manifests.has(name));
      const more = file ? settingsOf(file, depth + 1) : null;
      if (more) found = { baseUrl: more.baseUrl ?? found.baseUrl, paths: more.paths ?? found.paths };
    }
    return found;
  };
  for (const path of [...manifests.keys()].toSorted(byTelling)) {
    if (!/(?:^|\/)(?:ts|js)config[^/]*\.json$/.test(path)) continue;
    const settings = settingsOf(path);
    if (!settings || (settings.baseUrl === null && settings.paths === null)) continue;
    const folder = posix.dirname(path);
    const made = byFolder.get(folder) ?? [];
    byFolder.set(folder, made);
    let ready: Compiled | null = null;
    made.push(() => (ready ??= compiled(settings, folder)));
  }
  return {
    candidates(specifier, from) {
      // Projects that are referred to and `tsconfig.app.json` stand in the same folders: the nearest that says
      // something counts.
      for (let folder = posix.dirname(from); ; folder = posix.dirname(folder)) {
        const all = (byFolder.get(folder) ?? []).map((ready) => ready());
        const found = all.flatMap(({ targetsOf }) => targetsOf(specifier) ?? []);
        const named = found.flatMap(({ value, star }) => filledIn(value, star));
        const based = all.flatMap(({ baseUrl }) => (baseUrl === null ? [] : [posix.join(baseUrl, specifier)]));
        if (named.length + based.length > 0)
          return { paths: [...named, ...based], isNamed: found.some(({ star }) => star !== specifier) };
        if (folder === '.' || folder === '/') return { paths: [], isNamed: false };
      }
    },
  };
}

/** `tsconfig.json` before `tsconfig.build.json`. */
function byTelling(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}

/** The path that `extends` means: beside the file, or in a package of the repository. Null: it is not of this one. */
function extended(name: string, path: string, packageFolder: (name: string) => string | null): string | null {
  if (name.startsWith('.')) return posix.join(posix.dirname(path), name);
  const [, packageName = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(name) ?? [];
  const folder = packageFolder(packageName);
  return folder === null ? null : posix.join(folder, rest);
}

function ownSettings(json: JsonObject, path: string, inherited: Settings): Settings {
  const folder = posix.dirname(path);
  const options = asRecord(json['compilerOptions']);
  const url = options?.['baseUrl'];
  const baseUrl = typeof url !== 'string' ? inherited.baseUrl : CONFIG_FOLDER.test(url) ? url : posix.join(folder, url);
  const table = asRecord(options?.['paths']);
  // Paths count from the `baseUrl` that holds in the end, else from the file that has them.
  const held = table ? { table, from: folder } : inherited.paths;
  return { baseUrl, paths: held && { table: held.table, from: baseUrl ?? held.from } };
}

function compiled({ baseUrl, paths }: Settings, folder: string): Compiled {
  const joined = (from: string, target: string) =>
    CONFIG_FOLDER.test(target) ? target.replace(CONFIG_FOLDER, `${folder}/`) : posix.join(from, target);
  const base = baseUrl === null ? null : posix.normalize(baseUrl.replace(CONFIG_FOLDER, `${folder}/`));
  const from = paths === null ? folder : paths.from.replace(CONFIG_FOLDER, `${folder}/`);
  const entries = Object.entries(paths?.table ?? {}).map(([pattern, targets]): [string, string[]] => [
    pattern,
    (Array.isArray(targets) ? targets : []).flatMap((one) =>
      typeof one === 'string' ? [posix.normalize(joined(from, one))] : [],
    ),
  ]);
  return { baseUrl: base, targetsOf: starPatterns(entries) };
}
