import type { FileFacts, Origin, SymbolFact, UseFact } from '../../../graph/symbols/file-facts.js';
import { resolveUse } from '../../../graph/symbols/resolve-file.js';
import type { Modules } from '../../../graph/symbols/resolve/modules.js';
import { createEvaluator } from '../../../graph/symbols/resolve/create-evaluator.js';
import type { SymbolEdge } from '../../../graph/types.js';
import type { Snapshot } from '../../../snapshot/types.js';
import type { PathIndex } from '../../../syntax/index-paths.js';
import { languageOf } from '../../../syntax/language-of.js';
import { isTestPath } from '../../../syntax/paths/test-path.js';
import { createPauses } from '../../../turns/create-pauses.js';
import { BOUNDS } from '../../bounds.js';
import { outlineFiles, type OutlinedFile, type Outlining } from './outline-files.js';

/** What a use of a file leads to. */
export interface ResolvedUse {
  /** In the file of the use. */
  line: number;
  type: SymbolEdge['type'];
  to: Definition;
}

/** A symbol of the repository, and where it stands. */
export interface Definition {
  path: string;
  name: string;
  /** With the names around it: `Store.save`. */
  qualifiedName: string;
  kind: string;
  startLine: number;
  endLine: number;
}

export interface ResolvedUses {
  /** By path, in the order of the lines. What could not be followed, or may be several things, is absent. */
  uses: ReadonlyMap<string, readonly ResolvedUse[]>;
  /** What a name without an owner means in a file: by its imports, itself, or its package. Null: not known. */
  meaningOf(path: string, name: string): Definition | null;
  /** Files that were read on the way. */
  files: ReadonlyMap<string, OutlinedFile>;
  complete: boolean;
}

export interface ResolvePorts {
  snapshot: Snapshot;
  paths: PathIndex;
  modules: Modules;
  pool: Outlining;
}

export interface Wanted {
  first(path: string, line: number): boolean;
  names(path: string): readonly string[];
}

/** Languages whose calls are followed; of others only imports and names are known. */
const FOLLOWED = new Set(['typescript', 'tsx', 'javascript', 'python', 'go', 'java']);
/** Each round reads the files that the one before has asked for: an import, what it exports again, a class above. */
const MOST_ROUNDS = 6;
const MOST_READ = 160;
const MOST_USES_OF_FILE = 400;
/** The line of a use that only makes a file read. */
const NOWHERE = 0;

/** Whether calls in a file of that language or at that path are followed. */
export function isFollowed(languageOrPath: string): boolean {
  const language = languageOrPath.includes('.') ? languageOf(languageOrPath) : languageOrPath;
  return language !== null && FOLLOWED.has(language);
}

/**
 * Follows what `files` use to where it is defined: by import, by the type of its receiver, by inheritance; never by name
 * alone. Files on the way are read as they are needed, at most 160. `first` says which lines matter most; `names` those
 * for which `meaningOf` will be asked.
 */
export async function resolveUses(
  files: ReadonlyMap<string, OutlinedFile>,
  { first, names }: Wanted,
  { snapshot, paths, modules, pool }: ResolvePorts,
): Promise<ResolvedUses> {
  const read = new Map(files);
  const unread = new Set<string>();
  const missing = new Set<string>();
  const factsOf = (path: string): FileFacts | null => {
    const facts = read.get(path)?.facts ?? null;
    if (facts === null && !unread.has(path) && paths.has(path) && languageOf(path) !== null) missing.add(path);
    return facts;
  };
  const uses = new Map<string, ResolvedUse[]>();
  const pause = createPauses();
  let pending: Pending[] = [];
  for (const file of files.values()) {
    pending.push(...usesOf(file, { first, names }));
    await pause();
  }
  let bytes = 0;
  let complete = true;
  for (let round = 1; pending.length > 0; round++) {
    missing.clear();
    const evaluator = createEvaluator(factsOf, modules);
    const again: Pending[] = [];
    for (const one of pending) {
      const edges = resolveUse(one.type, one.use, one.facts, { evaluator, modules, factsOf, isTest: isTestPath });
      // What one asked for in vain may be what this one needed.
      if (missing.size > 0 && edges.length === 0) again.push(one);
      const [edge] = edges;
      if (edge && edge.tier !== 'ambiguous') {
        for (const { to } of edges) keep(uses, one, definitionOf(to, factsOf));
      }
      await pause();
    }
    pending = again;
    if (missing.size === 0) break;
    const wanted = [...missing].slice(0, Math.max(0, MOST_READ - (read.size - files.size)));
    if (round === MOST_ROUNDS || wanted.length === 0 || bytes > BOUNDS.outlinedBytes) {
      complete = false;
      break;
    }
    const texts = [];
    for (const path of wanted) {
      const text = (await snapshot.readFile(path))?.toString('utf8') ?? '';
      bytes += text.length;
      texts.push({ path, text, lines: [], places: [] });
    }
    for (const [path, file] of await outlineFiles(texts, pool)) read.set(path, file);
    for (const path of wanted) if (!read.has(path)) unread.add(path);
  }
  for (const list of uses.values()) list.sort((a, b) => a.line - b.line);
  return { uses, meaningOf: meanings(factsOf, modules), files: read, complete };
}

function usesOf({ path, facts }: OutlinedFile, { first, names }: Wanted): Pending[] {
  if (facts === null || !isFollowed(facts.language)) return [];
  const heritage = facts.heritage.map(({ of, origin, line }): UseFact => ({ from: of, origin, line }));
  const all: Pending[] = [
    ...facts.calls.map((use) => ({ type: 'CALLS' as const, use, facts })),
    ...facts.types.map((use) => ({ type: 'USES_TYPE' as const, use, facts })),
    ...heritage.map((use) => ({ type: 'INHERITS' as const, use, facts })),
  ];
  const rank = ({ use }: Pending) => Number(!first(path, use.line));
  const named = names(path).flatMap((name) => {
    const origin = originOf(facts, name);
    return origin === null ? [] : [{ type: 'CALLS' as const, use: { from: -1, origin, line: NOWHERE }, facts }];
  });
  return [...all.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_USES_OF_FILE), ...named];
}

/** Where a name without an owner comes from, if not from the file itself. */
function originOf({ imports, packageName }: FileFacts, name: string): Origin | null {
  const index = imports.findIndex(({ imported }) => imported === name);
  if (index >= 0) return ['import', index];
  return packageName === null ? null : ['package', name];
}

function keep(uses: Map<string, ResolvedUse[]>, { type, use, facts }: Pending, to: Definition | null): void {
  if (to === null || use.line === NOWHERE) return;
  const known = uses.get(facts.path);
  const found = { line: use.line, type, to };
  if (known) known.push(found);
  else uses.set(facts.path, [found]);
}

interface Pending {
  type: ResolvedUse['type'];
  use: UseFact;
  facts: FileFacts;
}

type FactsOf = (path: string) => FileFacts | null;

function definitionOf({ path, qualifiedName, kind }: SymbolEdge['to'], factsOf: FactsOf): Definition | null {
  const symbol = factsOf(path)?.symbols.find((one) => one.qualifiedName === qualifiedName && one.kind === kind);
  return symbol ? definition(path, symbol) : null;
}

function definition(path: string, { name, qualifiedName, kind, startLine, endLine }: SymbolFact): Definition {
  return { path, name, qualifiedName, kind, startLine, endLine };
}

/** Asked once everything is read: what would have to be read first stays unknown. */
function meanings(factsOf: FactsOf, modules: Modules): ResolvedUses['meaningOf'] {
  const evaluator = createEvaluator(factsOf, modules);
  return (path, name) => {
    const facts = factsOf(path);
    if (facts === null || !isFollowed(facts.language)) return null;
    const own = facts.symbols.find((symbol) => symbol.name === name && symbol.container === -1);
    if (own) return definition(path, own);
    const origin = originOf(facts, name);
    const [thing, other] = origin === null ? [] : evaluator.evaluate(origin, path);
    const symbol = thing && !other ? evaluator.symbolOf(thing) : null;
    return thing && symbol ? definition(thing.path, symbol) : null;
  };
}
