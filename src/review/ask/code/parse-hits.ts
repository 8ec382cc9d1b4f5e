import { posix } from 'node:path';
import type { Modules } from '../../../graph/symbols/resolve/modules.js';
import type { Snapshot } from '../../../snapshot/types.js';
import { createPauses } from '../../../turns/create-pauses.js';
import { isTestPath } from '../../../syntax/paths/test-path.js';
import { BOUNDS } from '../../bounds.js';
import { columnsOf } from './columns-of.js';
import { definitionPlaces, looksDefined } from './find-definitions.js';
import type { FoundCode } from './found-code.js';
import { languageFamily } from './language-family.js';
import type { LookedAt } from './look-at-change.js';
import { outlineFiles, type FileToOutline, type OutlinedFile, type Outlining } from './outline-files.js';
import { isFollowed } from './resolve-uses.js';
import { siblingNames } from './sibling-excerpts.js';
import { COMMON, usedNames } from './telling-names.js';

const MOST_PARSED = 200;
const MOST_IMPORTS = 500;

export interface HitPorts {
  contents: ReadonlyMap<string, string>;
  snapshot: Snapshot;
  modules: Modules;
  pool: Outlining;
}

/** Parses the files in which a name that counts may be defined or used, each once, with all the places to look at. */
export async function parseHits(
  all: readonly LookedAt[],
  { hits, counts }: Pick<FoundCode, 'hits' | 'counts'>,
  { contents, snapshot, modules, pool }: HitPorts,
): Promise<Pick<FoundCode, 'files' | 'roleAt' | 'imports'> & { complete: boolean }> {
  const places = new Map<string, Map<string, [number, number]>>();
  const want = (path: string) => {
    const known = places.get(path) ?? new Map<string, [number, number]>();
    places.set(path, known);
    return known;
  };
  const pause = createPauses();
  for (const file of all) {
    await pause();
    for (const name of isFollowed(file.language) ? [] : usedNames(file))
      for (const { path } of definitionPlaces(name, file, hits.get(name) ?? [])) want(path);
    for (const symbol of file.changedSymbols) {
      const { name } = symbol;
      await pause();
      for (const other of [name, ...siblingNames(symbol)])
        for (const { path, text } of hits.get(other) ?? [])
          if (isBeside(path, file) && looksDefined(text, other, languageFamily(path))) want(path);
      if ((counts.get(name) ?? 0) > COMMON) continue;
      for (const hit of hits.get(name) ?? []) {
        if (languageFamily(hit.path) === languageFamily(file.language))
          want(hit.path).set(`${hit.line} ${name}`, [hit.line, columnsOf(hit.text, name, 1)[0] ?? 0]);
      }
    }
  }
  const wanted: [string, Map<string, [number, number]>][] = [];
  const texts: FileToOutline[] = [];
  const touched = new Map(all.map((file) => [file.path, [...file.touched]]));
  let bytes = 0;
  for (const [path, at] of places) {
    if (wanted.length >= MOST_PARSED || bytes > BOUNDS.outlinedBytes) break;
    const text = contents.get(path) ?? (await snapshot.readFile(path))?.toString('utf8') ?? '';
    bytes += text.length;
    wanted.push([path, at]);
    texts.push({ path, text, lines: touched.get(path) ?? [], places: [...at.values()] });
    await pause();
  }
  const files = new Map([...knownFiles(all), ...(await outlineFiles(texts, pool))]);
  const roles = new Map(
    wanted.flatMap(([path, at]) =>
      [...at.keys()].map((key, index) => [`${path} ${key}`, files.get(path)?.outline.roles[index] ?? null]),
    ),
  );
  const imports = new Map<string, Set<string>>();
  for (const { path, outline } of files.values()) {
    imports.set(path, new Set(outline.imports.slice(0, MOST_IMPORTS).flatMap((one) => modules.resolve(one, path))));
    await pause();
  }
  return {
    files,
    imports: (path, other) => imports.get(path)?.has(other) ?? false,
    roleAt: ({ path, line }, name) => roles.get(`${path} ${line} ${name}`) ?? null,
    complete: wanted.length === places.size,
  };
}

/** The changed files are parsed already; one that has places to look at is parsed once more for these. */
function* knownFiles(all: readonly LookedAt[]): Generator<[string, OutlinedFile]> {
  for (const { path, file } of all) if (file) yield [path, file];
}

function isBeside(path: string, file: LookedAt): boolean {
  return (
    path !== file.path &&
    posix.dirname(path) === posix.dirname(file.path) &&
    languageFamily(path) === languageFamily(file.language) &&
    !isTestPath(path)
  );
}
