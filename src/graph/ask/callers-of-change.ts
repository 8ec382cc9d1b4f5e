import type { ChangeHistory } from '../../review/history/types.js';
import type { KnowledgeGraph } from '../knowledge-graph.js';
import { LEAST_CONFIDENCE, type RepositoryKey, type SymbolKey } from '../types.js';
import { baseLines } from './base-lines.js';
import { changedSymbols } from './changed-symbols.js';
import type { ChangedPaths } from './paths-of-change.js';

const MOST_SYMBOLS = 50;
const LIMITS = { symbols: 2000, callers: 200, tests: 50 };
const SHOWN = { tests: 3, callers: 40, called: 20 };

/** Who calls and tests the symbols that a change touches, the most called first. Throws GraphUnavailableError. */
export async function callersOfChange(
  graph: KnowledgeGraph,
  repository: RepositoryKey,
  { files, paths, nameOf }: ChangedPaths,
): Promise<ChangeHistory['called']> {
  if (paths.length === 0) return [];
  const symbols = await graph.symbols(repository, { paths, limit: LIMITS.symbols });
  const lines = new Map(files.map(({ path, oldPath, hunks }) => [oldPath ?? path, baseLines(hunks).touched]));
  const changed = changedSymbols(symbols, lines).slice(0, MOST_SYMBOLS);
  if (changed.length === 0) return [];
  const keys = changed.map(({ path, qualifiedName, kind }): SymbolKey => ({ path, qualifiedName, kind }));
  const [callers, tests] = await Promise.all([
    graph.callers(repository, {
      to: keys,
      type: 'CALLS',
      leastConfidence: LEAST_CONFIDENCE.prompt,
      limit: LIMITS.callers,
    }),
    graph.tests(repository, { symbols: keys, limit: LIMITS.tests }),
  ]);
  const isOf = (key: SymbolKey) => (other: SymbolKey) =>
    other.path === key.path && other.qualifiedName === key.qualifiedName && other.kind === key.kind;
  return keys
    .map((key) => ({
      path: nameOf(key.path),
      name: key.qualifiedName,
      callers: callers
        .filter(({ of }) => isOf(key)(of))
        .slice(0, SHOWN.callers)
        .map(({ from, line, tier, confidence }) => ({
          path: from.path,
          name: from.qualifiedName,
          line,
          tier,
          confidence,
        })),
      tests: tests
        .filter(({ symbol, confidence }) => isOf(key)(symbol) && confidence >= LEAST_CONFIDENCE.prompt)
        .slice(0, SHOWN.tests)
        .map(({ testPath, tier, confidence }) => ({ path: testPath, tier, confidence })),
    }))
    .filter((one) => one.callers.length + one.tests.length > 0)
    .toSorted((a, b) => b.callers.length - a.callers.length)
    .slice(0, SHOWN.called);
}
