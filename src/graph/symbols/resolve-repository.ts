import { EDGE_TIERS, type EdgeTier, type ScanBatch } from '../types.js';
import type { Declarations, FileFacts } from './file-facts.js';
import { createModules } from './modules/create-modules.js';
import { resolveFile } from './resolve-file.js';
import { createEvaluator } from './resolve/create-evaluator.js';
import type { Modules } from './resolve/modules.js';
import { symbolNodes, topLevelNodes } from './symbol-nodes.js';

export interface RepositoryFiles {
  /** All of the repository, of whatever language. */
  paths: ReadonlySet<string>;
  /** Texts of the files for which `isManifest` says yes. */
  manifests: ReadonlyMap<string, string>;
  /** Facts, or only the declarations, of a file; null: there are none. */
  declarations(path: string): Declarations | null;
  isTest(path: string): boolean;
}

export interface Resolution {
  /** Of symbols only those that come out of edges: a file's top level. */
  batch: Omit<ScanBatch, 'files'>;
  /** How many calls each tier has. */
  tiers: Record<EdgeTier, number>;
}

/**
 * Resolves files one by one, each against the declarations of all others: whoever has many gives their edges on in
 * pieces.
 */
export function createRepositoryResolver(
  repository: RepositoryFiles,
  modules: Modules = createModules(repository.paths, repository.manifests),
): (facts: FileFacts) => Resolution {
  const { declarations: factsOf, isTest } = repository;
  const evaluator = createEvaluator(factsOf, modules);
  return (facts) => {
    const { imports, edges, tests } = resolveFile(facts, { evaluator, modules, factsOf, isTest });
    const tiers = noTiers();
    for (const edge of edges) if (edge.type === 'CALLS') tiers[edge.tier] += 1;
    return { batch: { symbols: topLevelNodes(facts.path, edges), imports, edges, tests }, tiers };
  };
}

/** All of a repository at once: for those that fit into memory. */
export function resolveRepository(
  facts: readonly FileFacts[],
  repository: Omit<RepositoryFiles, 'declarations'>,
): Resolution {
  const byPath = new Map(facts.map((one) => [one.path, one]));
  const resolve = createRepositoryResolver({ ...repository, declarations: (path) => byPath.get(path) ?? null });
  const { batch, tiers } = joinResolutions(facts.map(resolve));
  return { batch: { ...batch, symbols: [...facts.flatMap(symbolNodes), ...batch.symbols] }, tiers };
}

/** Of several files as of one. */
export function joinResolutions(all: readonly Resolution[]): Resolution {
  const tiers = noTiers();
  for (const one of all) for (const tier of EDGE_TIERS) tiers[tier] += one.tiers[tier];
  return {
    batch: {
      symbols: all.flatMap(({ batch }) => batch.symbols),
      imports: all.flatMap(({ batch }) => batch.imports),
      edges: all.flatMap(({ batch }) => batch.edges),
      tests: all.flatMap(({ batch }) => batch.tests),
    },
    tiers,
  };
}

function noTiers(): Record<EdgeTier, number> {
  return { receiver: 0, 'same file': 0, import: 0, 'same package': 0, inherited: 0, ambiguous: 0 };
}
