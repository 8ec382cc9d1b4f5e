import {
  TIER_CONFIDENCE,
  type EdgeTier,
  type ImportEdge,
  type SymbolEdge,
  type SymbolKey,
  type TestEdge,
} from '../types.js';
import type { Declarations, FileFacts, UseFact } from './file-facts.js';
import { confidenceOf } from './resolve/confidence-of.js';
import type { Evaluator, FactsOf, Thing } from './resolve/create-evaluator.js';
import { fileIndex } from './resolve/file-index.js';
import type { Modules } from './resolve/modules.js';

export interface FileEdges {
  imports: ImportEdge[];
  edges: SymbolEdge[];
  tests: TestEdge[];
}

export interface FileResolution {
  evaluator: Evaluator;
  modules: Modules;
  factsOf: FactsOf;
  isTest(path: string): boolean;
}

/** The caller of what stands outside of every function: the file itself. */
export const TOP_LEVEL: Readonly<Pick<SymbolKey, 'qualifiedName' | 'kind'>> = {
  qualifiedName: '(top level)',
  kind: 'module',
};

const CALLABLE = /^(?:function|method|class|constant|property)$/;
/** Fields have names of their own there: a call is never of one. */
const CALLABLE_IN_JAVA = /^(?:method|class)$/;
const TYPE = /^(?:class|interface|type|enum|struct)$/;
const CONSTRUCTOR: Readonly<Record<string, string>> = { python: '__init__' };
/** A package of Go may have many files; what imports it is not interested in each. */
const MOST_FILES = 40;

/** The edges that begin in one file. One for each pair, with the surest tier and its first line. */
export function resolveFile(facts: FileFacts, resolution: FileResolution): FileEdges {
  const found = new Map<string, SymbolEdge>();
  const uses: readonly [SymbolEdge['type'], readonly UseFact[]][] = [
    ['CALLS', facts.calls],
    ['USES_TYPE', facts.types],
    ['INHERITS', facts.heritage.map(({ of, origin, line }) => ({ from: of, origin, line }))],
  ];
  for (const [type, all] of uses) {
    for (const use of all) for (const edge of resolveUse(type, use, facts, resolution)) keep(found, edge);
  }
  const edges = [...found.values()];
  return {
    imports: importEdges(facts, resolution),
    edges,
    tests: resolution.isTest(facts.path) ? testEdges(facts.path, edges, resolution) : [],
  };
}

/** The edges that one use in a file makes: none where it is not known what it means, several where it may be each. */
export function resolveUse(
  type: SymbolEdge['type'],
  use: UseFact,
  facts: FileFacts,
  { evaluator, factsOf }: FileResolution,
): SymbolEdge[] {
  const callable = facts.language === 'java' ? CALLABLE_IN_JAVA : CALLABLE;
  const wanted = type === 'CALLS' ? callable : TYPE;
  const all = evaluator.evaluate(use.origin, facts.path);
  const things = all.map(use.isNew ? asClass : (thing) => thing).filter((thing) => {
    const symbol = thing.kind === 'symbol' ? evaluator.symbolOf(thing) : null;
    return symbol !== null && wanted.test(symbol.kind);
  });
  const several = things.length > 1;
  return things.flatMap((thing) => {
    const to = keyOf(thing, factsOf);
    if (!to) return [];
    const tier = several ? 'ambiguous' : thing.tier;
    const edge = edgeOf(type, facts, use, to, tier);
    const constructor = type === 'CALLS' ? constructorOf(thing, factsOf) : null;
    const both = constructor ? [edge, { ...edge, to: constructor }] : [edge];
    return both.filter((one) => !isSame(one.from, one.to));
  });
}

/** `super()` calls the class above, of which `super` is an instance. */
function asClass(thing: Thing): Thing {
  return thing.kind === 'instance' ? { ...thing, kind: 'symbol' } : thing;
}

/** Who calls a class calls its constructor, if it writes one down. */
function constructorOf(thing: Thing, factsOf: FactsOf): SymbolKey | null {
  if (thing.kind !== 'symbol') return null;
  const facts = factsOf(thing.path);
  const symbol = facts?.symbols[thing.index];
  if (!facts || symbol?.kind !== 'class') return null;
  const name = facts.language === 'java' ? symbol.name : (CONSTRUCTOR[facts.language] ?? 'constructor');
  const [index] = fileIndex(facts).children(thing.index, name);
  return index === undefined ? null : symbolKey(facts, index);
}

function keyOf(thing: Thing, factsOf: FactsOf): SymbolKey | null {
  const facts = thing.kind === 'symbol' ? factsOf(thing.path) : null;
  return facts && thing.kind === 'symbol' ? symbolKey(facts, thing.index) : null;
}

function symbolKey({ path, symbols }: Declarations, index: number): SymbolKey | null {
  const symbol = symbols[index];
  return symbol ? { path, qualifiedName: symbol.qualifiedName, kind: symbol.kind } : null;
}

function fromKey(facts: FileFacts, index: number): SymbolKey {
  return symbolKey(facts, index) ?? { path: facts.path, ...TOP_LEVEL };
}

function edgeOf(
  type: SymbolEdge['type'],
  facts: FileFacts,
  { from, line }: UseFact,
  to: SymbolKey,
  tier: EdgeTier,
): SymbolEdge {
  return { type, from: fromKey(facts, from), to, tier, confidence: confidenceOf(facts.language, tier), line };
}

function isSame(a: SymbolKey, b: SymbolKey): boolean {
  return a.path === b.path && a.qualifiedName === b.qualifiedName && a.kind === b.kind;
}

function keep(found: Map<string, SymbolEdge>, edge: SymbolEdge): void {
  const { from, to } = edge;
  const key = [edge.type, from.kind, from.qualifiedName, to.kind, to.qualifiedName, to.path].join('\n');
  const known = found.get(key);
  if (!known) found.set(key, edge);
  else if (edge.confidence > known.confidence) found.set(key, { ...edge, line: Math.min(edge.line, known.line) });
}

function importEdges(facts: FileFacts, { modules }: FileResolution): ImportEdge[] {
  const targets = new Set<string>();
  for (const { specifier, imported } of facts.imports) {
    const paths = modules.resolve(specifier, facts.path);
    const inside = imported === null || imported === '*' ? [] : modules.inside(paths, imported);
    for (const path of [...paths.slice(0, MOST_FILES), ...inside]) targets.add(path);
  }
  targets.delete(facts.path);
  return [...targets].map((to) => ({ from: facts.path, to, tier: 'import', confidence: TIER_CONFIDENCE.import }));
}

/** A test is what calls; what it calls in other tests and their helpers is not tested by that. */
function testEdges(testPath: string, edges: readonly SymbolEdge[], { isTest }: FileResolution): TestEdge[] {
  const tests = new Map<string, TestEdge>();
  for (const { type, to, tier, confidence } of edges) {
    if (type !== 'CALLS' || isTest(to.path)) continue;
    const key = [to.kind, to.qualifiedName, to.path].join('\n');
    if ((tests.get(key)?.confidence ?? 0) < confidence) tests.set(key, { symbol: to, testPath, tier, confidence });
  }
  return [...tests.values()];
}
