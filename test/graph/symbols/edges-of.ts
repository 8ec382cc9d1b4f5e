import { extractFile } from '../../../src/graph/symbols/extract-file.js';
import { isManifest } from '../../../src/graph/symbols/modules/manifests.js';
import { resolveRepository, type Resolution } from '../../../src/graph/symbols/resolve-repository.js';
import type { SymbolEdge } from '../../../src/graph/types.js';
import { languageOf } from '../../../src/syntax/language-of.js';

/** Texts by path: a repository. What is in `test/` or ends with `_test.go` is a test. */
export async function resolutionOf(files: Readonly<Record<string, string>>): Promise<Resolution> {
  const facts = await Promise.all(
    Object.entries(files).flatMap(([path, text]) => {
      const language = languageOf(path);
      return language ? [extractFile(path, language, text)] : [];
    }),
  );
  return resolveRepository(facts, {
    paths: new Set(Object.keys(files)),
    manifests: new Map(Object.entries(files).filter(([path]) => isManifest(path))),
    isTest: (path) => /^test\/|_test\.go$/.test(path),
  });
}

/** `a.ts#run → b.ts#Store.save receiver`, one for each edge of `type`, sorted. */
export async function edgesOf(
  files: Readonly<Record<string, string>>,
  type: SymbolEdge['type'] = 'CALLS',
): Promise<string[]> {
  const { batch } = await resolutionOf(files);
  return batch.edges
    .filter((edge) => edge.type === type)
    .map(({ from, to, tier }) => `${from.path}#${from.qualifiedName} → ${to.path}#${to.qualifiedName} ${tier}`)
    .toSorted();
}
