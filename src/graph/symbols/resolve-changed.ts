import type { Declarations, FileFacts } from './file-facts.js';
import { createModules } from './modules/create-modules.js';
import {
  createRepositoryResolver,
  joinResolutions,
  type RepositoryFiles,
  type Resolution,
} from './resolve-repository.js';

/** Chains of re-exports and of classes are not longer; what is farther away stays unresolved. */
const MOST_ROUNDS = 8;

/**
 * Resolves the changed files of a push. Of the others only those are loaded that a changed file leads to: `load` gives
 * their declarations, from wherever they are kept (by the blob of the file) or by `extractFile`; null: there are none. In
 * rounds, since what a re-export leads to is known only when it is loaded.
 */
export async function resolveChanged(
  changed: readonly FileFacts[],
  repository: Omit<RepositoryFiles, 'declarations'>,
  load: (paths: readonly string[]) => Promise<ReadonlyMap<string, Declarations | null>>,
): Promise<Resolution> {
  const modules = createModules(repository.paths, repository.manifests);
  const known = new Map<string, Declarations | null>(changed.map((facts) => [facts.path, facts]));
  for (let round = 1; ; round += 1) {
    const missing = new Set<string>();
    const declarations = (path: string) => {
      const facts = known.get(path);
      if (facts === undefined) missing.add(path);
      return facts ?? null;
    };
    const resolve = createRepositoryResolver({ ...repository, declarations }, modules);
    const resolution = joinResolutions(changed.map(resolve));
    if (missing.size === 0 || round >= MOST_ROUNDS) return resolution;
    const loaded = await load([...missing]);
    for (const path of missing) known.set(path, loaded.get(path) ?? null);
  }
}
