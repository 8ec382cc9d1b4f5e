import { dirname, join } from 'node:path';
import type { StoredSnapshot } from '../../snapshot/types.js';
import { inPieces } from '../rows/in-pieces.js';
import { openFacts, type FactsFile } from '../symbols/facts/open-facts.js';
import { joinResolutions, type Resolution } from '../symbols/resolve-repository.js';
import type { SymbolAsker } from '../symbols/thread/symbol-thread.js';
import type { RepositoryKey, SymbolNode } from '../types.js';
import type { LeftOutList } from './left-out.js';
import { openResolver, type Resolver } from './open-resolver.js';
import { readSources } from './read-sources.js';

/** Chains of re-exports and of classes are not longer; what is farther away stays unresolved. */
const MOST_ROUNDS = 8;
const RESOLVED = 20;

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
  /** The files that depend on these, of which others see something else now. */
  dependentsOn: ((paths: readonly string[]) => Promise<readonly string[]>) | null,
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
    const faces = new Map<string, string>();
    const reading = { symbols: thread, turn, snapshot, leftOut };
    const read = async (paths: ReadonlySet<string>): Promise<SymbolNode[]> => {
      const symbols: SymbolNode[] = [];
      for await (const piece of readSources(reading, paths)) {
        for (const file of piece) {
          await facts.add(file.path, file);
          faces.set(file.path, file.face);
          symbols.push(...file.symbols);
        }
      }
      return symbols;
    };
    const before = dependentsOn === null ? new Map<string, string>() : await resolver.faces(changed.filter(facts.has));
    const symbols = await read(new Set(changed));
    const dependents = (await dependentsOn?.(changed.filter((path) => before.get(path) !== faces.get(path)))) ?? [];
    const known = dependents.filter(facts.has);
    const recalled = known.length === 0 ? [] : await resolver.recall(known);
    if (recalled !== null) symbols.push(...recalled);
    symbols.push(...(await read(new Set(recalled === null ? dependents : without(dependents, facts)))));
    const resolutions = await resolveAll(resolver, [...changed, ...dependents], read);
    const { batch, tiers } = joinResolutions(resolutions);
    return { batch: { ...batch, symbols: [...symbols, ...batch.symbols] }, tiers, keep: facts.keep, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What begins in `paths`; facts of others that are missing for it are read, a few times over. */
async function resolveAll(
  { resolve }: Resolver,
  paths: readonly string[],
  read: (paths: ReadonlySet<string>) => Promise<unknown>,
): Promise<Resolution[]> {
  const tried = new Set(paths);
  const resolutions: Resolution[] = [];
  for (const piece of inPieces(paths, RESOLVED)) {
    let found = await resolve(piece);
    for (let round = 1; round < MOST_ROUNDS; round += 1) {
      const missing = new Set(found.flatMap((one) => one.missing).filter((path) => !tried.has(path)));
      if (missing.size === 0) break;
      for (const path of missing) tried.add(path);
      await read(missing);
      found = await resolve(piece);
    }
    resolutions.push(...found.map(({ resolution }) => resolution));
  }
  return resolutions;
}

function without(paths: readonly string[], { has }: FactsFile): string[] {
  return paths.filter((path) => !has(path));
}
