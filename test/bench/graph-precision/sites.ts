import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { extractFile } from '../../../src/graph/symbols/extract-file.js';
import type { FileFacts } from '../../../src/graph/symbols/file-facts.js';
import { createModules } from '../../../src/graph/symbols/modules/create-modules.js';
import { resolveFile } from '../../../src/graph/symbols/resolve-file.js';
import { createEvaluator } from '../../../src/graph/symbols/resolve/create-evaluator.js';
import type { EdgeTier } from '../../../src/graph/types.js';
import { languageOf } from '../../../src/syntax/language-of.js';

/** A definition that a call may lead to. */
export interface Target {
  path: string;
  name: string;
  /** 1-based; any line of the definition. */
  line: number;
}

/** What we say of a place where something is called. */
export interface Said {
  path: string;
  line: number;
  target: { path: string; name: string; startLine: number; endLine: number };
  tier: EdgeTier;
}

/** All calls of the files that we resolve, each by itself. */
export async function saidOf(
  root: string,
  paths: readonly string[],
  manifests: readonly string[],
): Promise<{ said: Said[]; facts: FileFacts[] }> {
  const facts: FileFacts[] = [];
  const start = performance.now();
  for (const path of paths) {
    const language = languageOf(path);
    if (language) facts.push(await extractFile(path, language, readFileSync(join(root, path), 'utf8')));
  }
  const extracted = performance.now();
  const byPath = new Map(facts.map((one) => [one.path, one]));
  const factsOf = (path: string) => byPath.get(path) ?? null;
  const texts = new Map(manifests.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
  const modules = createModules(new Set([...paths, ...manifests]), texts);
  const resolution = { evaluator: createEvaluator(factsOf, modules), modules, factsOf, isTest: () => false };
  for (const one of facts) resolveFile(one, resolution);
  const resolved = performance.now();
  console.log(
    `files: ${facts.length} · extract: ${((extracted - start) / facts.length).toFixed(2)} ms a file · resolve: ${((resolved - extracted) / facts.length).toFixed(2)} ms a file · facts: ${Math.round(JSON.stringify(facts).length / facts.length / 1024)} KB a file`,
  );
  const said: Said[] = [];
  for (const one of facts) {
    for (const call of one.calls) {
      const { edges } = resolveFile(
        { ...one, calls: [call], types: [], heritage: [], imports: one.imports },
        resolution,
      );
      for (const { to, tier, line } of edges) {
        const symbol = factsOf(to.path)?.symbols.find(
          ({ qualifiedName, kind }) => qualifiedName === to.qualifiedName && kind === to.kind,
        );
        const isNamed = call.origin[0] === 'member' && call.origin[2] === symbol?.name;
        if (!symbol || (isConstructor(to.qualifiedName) && !isNamed)) continue;
        const { name, startLine, endLine } = symbol;
        said.push({ path: one.path, line, tier, target: { path: to.path, name, startLine, endLine } });
      }
    }
  }
  return { said, facts };
}

/** `new X()` leads to the class and to its constructor: that is one place. `super().__init__()` names it. */
function isConstructor(qualifiedName: string): boolean {
  return /(?:\.(?:constructor|__init__)|(?:^|\.)([^.]+)\.\1)$/.test(qualifiedName);
}
