import { textAfter } from '../../diff/apply-diff.js';
import type { Hunk } from '../../diff/types.js';
import { baseLines } from '../../graph/ask/base-lines.js';
import { changedSymbols } from '../../graph/ask/changed-symbols.js';
import type { KnowledgeGraph } from '../../graph/knowledge-graph.js';
import { LEAST_CONFIDENCE, type RepositoryKey, type SymbolEdge, type SymbolKey } from '../../graph/types.js';
import type { SymbolCollision } from '../../review/history/types.js';
import type { Change } from '../../review/types.js';
import { contractsBetween, type ContractsOf } from './compare-contracts.js';

/** Open pull requests that are looked at, the most telling first; each costs a request. */
const MOST_PULLS = 5;
const MOST_PATHS = 100;
const MOST_FILES = 10;
const MOST_SYMBOLS = 2000;
const MOST_TOLD = 5;

interface Sources {
  of: ContractsOf;
  /** Calls of the change's files at its head. */
  calls: readonly SymbolEdge[];
  headText(path: string): Promise<string | null>;
  /** Reads the diffs of another pull request's files, as far as GitHub gives them. */
  hunksOf(number: number, paths: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly Hunk[]>>;
}

/**
 * Open pull requests that change the contract of a symbol which the change calls, or a symbol which it changes itself.
 * `isCut`: not all were looked at, or not all are given; what is not there may still be so.
 */
export async function findCollisions(
  graph: Pick<KnowledgeGraph, 'relatedPulls' | 'symbols'>,
  repository: RepositoryKey,
  change: Pick<Change, 'number' | 'files'>,
  { of, calls, headText, hunksOf }: Sources,
): Promise<{ collisions: SymbolCollision[]; isCut: boolean }> {
  const own = new Map(change.files.map((file) => [file.oldPath ?? file.path, file.hunks]));
  const sure = inDiffFirst(
    calls.filter(({ confidence, to }) => confidence >= LEAST_CONFIDENCE.comment && !own.has(to.path)),
    change.files,
  );
  const all = [...new Set([...own.keys(), ...sure.map(({ to }) => to.path)])];
  const asked = { paths: all.slice(0, MOST_PATHS), except: change.number, state: 'open' } as const;
  const open = await graph.relatedPulls(repository, { ...asked, limit: MOST_PULLS + 1 });
  const ours = linesOf(own);
  const found: SymbolCollision[] = [];
  let isCut = all.length > MOST_PATHS || open.length > MOST_PULLS;
  for (const { number, title, paths } of open.slice(0, MOST_PULLS)) {
    const changed = await hunksOf(number, new Set(paths));
    const theirs = new Map([...changed].slice(0, MOST_FILES));
    isCut ||= changed.size > MOST_FILES || paths.some((path) => !changed.has(path));
    const same = await sameSymbols(graph, repository, ours, theirs);
    const contracts = await changedContracts(of, headText, sure, theirs);
    found.push(...[...same, ...contracts].map((collision) => ({ number, title, ...collision })));
  }
  const told = found.toSorted((a, b) => a.kind.localeCompare(b.kind)).slice(0, MOST_TOLD);
  return { collisions: told, isCut: isCut || found.length > MOST_TOLD };
}

/** Only a call that stands in the diff can have a note. */
function inDiffFirst(calls: readonly SymbolEdge[], files: Change['files']): SymbolEdge[] {
  const hunksOf = new Map(files.map(({ path, hunks }) => [path, hunks]));
  const isInDiff = ({ from, line }: SymbolEdge) =>
    hunksOf.get(from.path)?.some(({ newStart, newCount }) => newStart <= line && line < newStart + newCount) ?? false;
  return [...calls.filter(isInDiff), ...calls.filter((call) => !isInDiff(call))];
}

type Collision = Omit<SymbolCollision, 'number' | 'title'>;

async function sameSymbols(
  graph: Pick<KnowledgeGraph, 'symbols'>,
  repository: RepositoryKey,
  ours: ReadonlyMap<string, readonly number[]>,
  theirs: ReadonlyMap<string, readonly Hunk[]>,
): Promise<Collision[]> {
  const paths = [...theirs.keys()].filter((path) => ours.has(path));
  if (paths.length === 0) return [];
  const symbols = await graph.symbols(repository, { paths, limit: MOST_SYMBOLS });
  const nameOf = ({ path, qualifiedName }: SymbolKey) => `${path}\0${qualifiedName}`;
  const own = new Set(changedSymbols(symbols, ours).map(nameOf));
  return changedSymbols(symbols, linesOf(theirs))
    .filter((symbol) => own.has(nameOf(symbol)))
    .map(({ path, qualifiedName: name, startLine: line }) => ({
      kind: 'same symbol',
      path,
      name,
      changes: [],
      at: { path, line },
    }));
}

async function changedContracts(
  of: ContractsOf,
  headText: Sources['headText'],
  calls: readonly SymbolEdge[],
  theirs: ReadonlyMap<string, readonly Hunk[]>,
): Promise<Collision[]> {
  const found: Collision[] = [];
  for (const [path, hunks] of theirs) {
    const called = calls.filter(({ to }) => to.path === path);
    // What is not there any more, or is changed here too, has no text that both start from.
    const text = called.length === 0 ? null : await headText(path);
    const after = text === null ? null : textAfter(text, hunks);
    if (text === null || after === null) continue;
    for (const { before: name, changes } of await contractsBetween(of, path, text, after)) {
      const call = called.find(({ to }) => to.qualifiedName === name);
      if (call !== undefined)
        found.push({ kind: 'contract', path, name, changes, at: { path: call.from.path, line: call.line } });
    }
  }
  return found;
}

function linesOf(files: ReadonlyMap<string, readonly Hunk[]>): Map<string, readonly number[]> {
  return new Map([...files].map(([path, hunks]) => [path, baseLines(hunks).touched]));
}
