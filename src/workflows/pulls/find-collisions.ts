import { textAfter } from '../../diff/apply-diff.js';
import type { Hunk } from '../../diff/types.js';
import { baseLines } from '../../graph/ask/base-lines.js';
import { changedSymbols } from '../../graph/ask/changed-symbols.js';
import type { KnowledgeGraph } from '../../graph/knowledge-graph.js';
import type { RepositoryKey, SymbolEdge } from '../../graph/types.js';
import type { Change, SymbolCollision } from '../../review/types.js';
import { contractsBetween, type ContractsOf } from './compare-contracts.js';

/** Open pull requests that are looked at, the most telling first; each costs a request. */
const MOST_PULLS = 5;
const MOST_PATHS = 100;
const MOST_FILES = 10;
const MOST_SYMBOLS = 2000;
const MOST_TOLD = 5;
/** What a note may rest on. */
const SURE = 0.85;

/**
 * Open pull requests that change the contract of a symbol which the change calls, or a symbol which it changes itself.
 * `calls` are those of the change's files at its head; `hunksOf` reads the diff of another pull request's files.
 */
export async function findCollisions(
  graph: Pick<KnowledgeGraph, 'relatedPulls' | 'symbols'>,
  repository: RepositoryKey,
  change: Pick<Change, 'number' | 'files'>,
  {
    of,
    calls,
    headText,
    hunksOf,
  }: {
    of: ContractsOf;
    calls: readonly SymbolEdge[];
    headText(path: string): Promise<string | null>;
    hunksOf(number: number, paths: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly Hunk[]>>;
  },
): Promise<SymbolCollision[]> {
  const own = new Map(change.files.map((file) => [file.oldPath ?? file.path, file]));
  const sure = calls.filter(({ confidence, to }) => confidence >= SURE && !own.has(to.path));
  const paths = [...new Set([...own.keys(), ...sure.map(({ to }) => to.path)])].slice(0, MOST_PATHS);
  const open = { paths, except: change.number, state: 'open', limit: MOST_PULLS } as const;
  const pulls = await graph.relatedPulls(repository, open);
  if (pulls.length === 0) return [];
  const changedByUs = linesOf(new Map([...own].map(([path, { hunks }]) => [path, hunks])));
  const found: SymbolCollision[] = [];
  for (const { number, title, paths: shared } of pulls) {
    const theirs = new Map([...(await hunksOf(number, new Set(shared)))].slice(0, MOST_FILES));
    const both = [...theirs.keys()].filter((path) => own.has(path));
    const symbols = both.length === 0 ? [] : await graph.symbols(repository, { paths: both, limit: MOST_SYMBOLS });
    const ours = changedSymbols(symbols, changedByUs);
    for (const { path, qualifiedName: name, startLine } of changedSymbols(symbols, linesOf(theirs)))
      if (ours.some((one) => one.path === path && one.qualifiedName === name))
        found.push({ number, title, kind: 'same symbol', path, name, changes: [], at: { path, line: startLine } });
    for (const [path, hunks] of theirs) {
      const called = sure.filter(({ to }) => to.path === path);
      // What is not there any more, or is changed here too, has no text that both start from.
      const text = called.length === 0 ? null : await headText(path);
      const after = text === null ? null : textAfter(text, hunks);
      if (text === null || after === null) continue;
      for (const { before: name, changes } of await contractsBetween(of, path, text, after)) {
        const [call] = called.filter(({ to }) => to.qualifiedName === name);
        if (call === undefined) continue;
        const at = { path: call.from.path, line: call.line };
        found.push({ number, title, kind: 'contract', path, name, changes, at });
      }
    }
  }
  return found.toSorted((a, b) => a.kind.localeCompare(b.kind)).slice(0, MOST_TOLD);
}

function linesOf(files: ReadonlyMap<string, readonly Hunk[]>): Map<string, readonly number[]> {
  return new Map([...files].map(([path, hunks]) => [path, baseLines(hunks).touched]));
}
