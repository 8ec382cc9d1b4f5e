import { dirname, join } from 'node:path';
import type { StoredSnapshot } from '../../snapshot/types.js';
import { inPieces } from '../rows/in-pieces.js';
import { openFacts, type FactsFile } from '../symbols/facts/open-facts.js';
import { changedNames } from '../symbols/changed-names.js';
import { joinResolutions, type Resolution } from '../symbols/resolve-repository.js';
import type { Face } from '../symbols/face-of.js';
import type { SymbolAsker } from '../symbols/thread/symbol-thread.js';
import type { RepositoryKey, SymbolNode } from '../types.js';
import { affectedBy } from './affected-by.js';
import { createLeftOut, type LeftOutList } from './left-out.js';
import { openResolver, type Resolver } from './open-resolver.js';
import { readFiles } from './read-files.js';
import { isSource, readSources } from './read-sources.js';

/** Chains of re-exports and of classes are not longer; what is farther away stays unresolved. */
const MOST_ROUNDS = 8;
const RESOLVED = 20;

/** Of which files others see something else now. */
export interface SeenChange {
  /** They may see anything else. */
  whole: readonly string[];
  /** Only under some names: `affected` tells which files look for them. */
  partly: readonly string[];
  affected(candidates: readonly string[]): Promise<readonly string[]>;
}

export interface PushSymbols extends Resolution {
  /** The facts are those of the commit: to be called once readers see it. */
  keep(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The symbols of `changed`, and everything that begins in them and in what depends on them, against the facts of all
 * others as they lie beside the snapshot of the commit `base`; where these are gone, what is needed is read again.
 */
export async function pushSymbols(
  {
    thread,
    repository,
    snapshot,
    base,
    leftOut,
  }: {
    thread: SymbolAsker;
    repository: RepositoryKey;
    snapshot: StoredSnapshot;
    base: string;
    leftOut: LeftOutList;
  },
  changed: readonly string[],
  /** The files that depend on the change. */
  dependentsOn: ((change: SeenChange) => Promise<readonly string[]>) | null,
): Promise<PushSymbols> {
  const turn = repository.installationId;
  const facts = await openFacts(snapshot.folder, join(dirname(snapshot.folder), base));
  let resolver: Resolver | null = null;
  const close = async () => {
    await facts.close();
    await resolver?.close();
  };
  try {
    const name = `${turn}/${repository.repoId}/${snapshot.sha}`;
    resolver = await openResolver(thread, { name, turn, snapshot, facts: facts.path, leftOut });
    const reading = { symbols: thread, turn, snapshot, leftOut };
    const read = async (paths: ReadonlySet<string>): Promise<SymbolNode[]> => {
      const symbols: SymbolNode[] = [];
      for await (const piece of readSources(reading, paths)) {
        for (const file of piece) {
          await facts.add(file.path, file);
          symbols.push(...file.symbols);
        }
      }
      return symbols;
    };
    const before = dependentsOn === null ? new Map() : await resolver.faces(changed.filter(facts.has));
    const symbols = await read(new Set(changed));
    const dependents = (await dependentsOn?.(await seenChange(resolver, changed, before))) ?? [];
    const known = dependents.filter(facts.has);
    const recalled = known.length === 0 ? [] : await resolver.recall(known);
    if (recalled !== null) symbols.push(...recalled);
    symbols.push(...(await read(new Set(recalled === null ? dependents : without(dependents, facts)))));
    const readMissing = async (paths: readonly string[]) => {
      const sources = await sourcesAmong(snapshot, paths);
      if (sources.length > 0) await read(new Set(sources));
      return sources.length;
    };
    const resolutions = await resolveAll(resolver, [...changed, ...dependents], readMissing);
    const { batch, tiers } = joinResolutions(resolutions);
    return { batch: { ...batch, symbols: [...symbols, ...batch.symbols] }, tiers, keep: facts.keep, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What begins in `paths`; facts of others that are missing for it are read, a few times over, while there are any. */
async function resolveAll(
  { resolve }: Resolver,
  paths: readonly string[],
  read: (paths: readonly string[]) => Promise<number>,
): Promise<Resolution[]> {
  const tried = new Set(paths);
  const resolutions: Resolution[] = [];
  for (const piece of inPieces(paths, RESOLVED)) {
    let found = await resolve(piece);
    for (let round = 1; round < MOST_ROUNDS; round += 1) {
      const missing = [...new Set(found.flatMap((one) => one.missing).filter((path) => !tried.has(path)))];
      for (const path of missing) tried.add(path);
      if (missing.length === 0 || (await read(missing)) === 0) break;
      found = await resolve(piece);
    }
    resolutions.push(...found.map(({ resolution }) => resolution));
  }
  return resolutions;
}

async function seenChange(
  resolver: Resolver,
  changed: readonly string[],
  before: ReadonlyMap<string, Face>,
): Promise<SeenChange> {
  const after = await resolver.faces(changed);
  const names = new Map(changed.map((path) => [path, changedNames(before.get(path), after.get(path))]));
  const partly = changed.filter((path) => (names.get(path)?.length ?? 0) > 0);
  return {
    whole: changed.filter((path) => names.get(path) === null),
    partly,
    affected: (candidates) =>
      affectedBy(resolver, {
        names: partly.flatMap((path) => names.get(path) ?? []),
        faces: partly.flatMap((path) => after.get(path) ?? []),
        candidates,
      }),
  };
}

/** What a whole scan does not look into has no symbols that a push could find. */
async function sourcesAmong(snapshot: StoredSnapshot, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return [];
  const sources: string[] = [];
  for await (const files of readFiles(snapshot, createLeftOut(), new Set(paths))) {
    sources.push(...files.filter(isSource).map(({ path }) => path));
  }
  return sources;
}

function without(paths: readonly string[], { has }: FactsFile): string[] {
  return paths.filter((path) => !has(path));
}
