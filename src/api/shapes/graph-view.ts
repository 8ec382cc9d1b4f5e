import { z } from '@hono/zod-openapi';
import { CO_CHANGE, countedSince } from '../../graph/formulas/co-change.js';
import type { Caller, KnowledgeGraph } from '../../graph/knowledge-graph.js';
import type { FileNode, RepositoryKey, SymbolKey, SymbolNode } from '../../graph/types.js';
import { ownerOfMost, pastOfPaths, type PastOfPaths } from './past-of-paths.js';

/** What fits on a picture unless more is asked for, and at most. */
export const NODES = { usual: 200, most: 5000 };
const MOST = { callers: 50, neighbours: 50, symbols: 500 };
/** So many edges for each node that was asked for. */
const EDGES_A_NODE = 2.5;

const Node = z.object({
  id: z.string(),
  kind: z.enum(['folder', 'file', 'symbol']),
  name: z.string(),
  path: z.string(),
  files: z.int().openapi({ description: 'Of a folder, all below it' }),
  lines: z.int().nullable(),
  language: z.string().nullable(),
  changes: z.int().nullable().openapi({
    description: 'Merged pull requests of 12 months that changed it, of a folder its files together; null: not counted',
  }),
  owner: z
    .string()
    .nullable()
    .openapi({ description: 'Who is author of it, of a folder of most files; null: not known' }),
  signature: z.string().nullable(),
  start_line: z.int().nullable(),
  end_line: z.int().nullable(),
});
const Edge = z.object({
  from: z.string(),
  to: z.string(),
  kind: z.enum(['imports', 'changes with', 'calls']),
  weight: z.int().openapi({ description: 'Imports, or pull requests that changed both' }),
  tier: z.string().nullable(),
  confidence: z.number().nullable().openapi({ description: 'Null: it was counted, not resolved' }),
  line: z.int().nullable().openapi({ description: 'Of a call, in the file of `from`' }),
});
const SymbolOfFile = z.object({ name: z.string(), kind: z.string(), start_line: z.int(), exported: z.boolean() });

/** A picture of a part of a repository, small enough to be drawn. */
export const GraphView = z.object({
  view: z.enum(['files', 'folders', 'symbol']),
  focus: z.string(),
  scanned_at: z.iso.datetime().nullable().openapi({ description: 'Null: not yet' }),
  nodes: z.array(Node),
  edges: z.array(Edge),
  symbols: z.array(SymbolOfFile).openapi({ description: 'Where `focus` is a file: what it defines, in its order' }),
  cut: z.array(z.string()).openapi({ description: 'What was left out, in words' }),
});

type Node = z.infer<typeof Node>;
type Edge = z.infer<typeof Edge>;
type Picture = Pick<z.infer<typeof GraphView>, 'nodes' | 'edges' | 'symbols' | 'cut'>;

interface Asked {
  /** A folder or a file; empty: the root. */
  focus: string;
  /** Nodes at most. */
  limit: number;
  now: Date;
}

/** The entries of a folder, and how many imports lead from one to another. Throws GraphUnavailableError. */
export async function foldersView(
  graph: KnowledgeGraph,
  key: RepositoryKey,
  { focus: folder, limit, now }: Asked,
): Promise<Picture> {
  const prefix = folder === '' ? '' : `${folder}/`;
  const mostEdges = Math.ceil(limit * EDGES_A_NODE);
  const [entries, links, past] = await Promise.all([
    graph.tree(key, { path: folder, after: null, limit: limit + 1 }),
    graph.folderLinks(key, { path: folder, limit: mostEdges + 1 }),
    pastOfPaths(graph, key, { isWanted: (path) => path.startsWith(prefix), now }),
  ]);
  const nodes = entries.slice(0, limit).map(({ name, isFolder, files, lines, language }): Node => {
    const path = `${prefix}${name}`;
    const below = isFolder ? [...past.changes.keys()].filter((one) => one.startsWith(`${path}/`)) : [path];
    const changes = below.reduce((sum, one) => sum + (past.changes.get(one) ?? 0), 0);
    return {
      ...NO_SYMBOL,
      id: path,
      kind: isFolder ? 'folder' : 'file',
      name,
      path,
      files,
      lines,
      language,
      changes: past.isKnown ? changes : null,
      owner: ownerOfMost(below.flatMap((one) => past.owners.get(one) ?? [])),
    };
  });
  const edges = links.map(({ from, to, imports }) => counted(`${prefix}${from}`, `${prefix}${to}`, 'imports', imports));
  const cut = entries.length > limit ? [`only the first ${limit} entries, by name`] : [];
  return drawn({ nodes, edges, cut, mostEdges });
}

/**
 * The longest files below a folder, or a file with what imports it and what changes with it. Throws
 * GraphUnavailableError.
 */
export async function filesView(graph: KnowledgeGraph, key: RepositoryKey, asked: Asked): Promise<Picture> {
  const [file] = asked.focus === '' ? [] : await graph.files(key, [asked.focus]);
  return file === undefined || file.deletedAt !== null
    ? filesBelow(graph, key, asked)
    : aroundFile(graph, key, { file, ...asked });
}

async function filesBelow(graph: KnowledgeGraph, key: RepositoryKey, { focus, limit, now }: Asked): Promise<Picture> {
  const mostEdges = Math.ceil(limit * EDGES_A_NODE);
  const largest = await graph.largestFiles(key, { path: focus, limit: limit + 1 });
  const shown = largest.slice(0, limit);
  const paths = shown.map(({ path }) => path);
  if (paths.length === 0) return drawn({ nodes: [], edges: [], cut: [], mostEdges });
  const wanted = new Set(paths);
  const [imports, past] = await Promise.all([
    graph.importers(key, { paths, limit: mostEdges * 4 }),
    pastOfPaths(graph, key, { isWanted: (path) => wanted.has(path), now }),
  ]);
  // Only what changed can have changed with something.
  const changed = [...past.owners.keys()];
  const together =
    changed.length === 0 ? [] : await graph.coChanged(key, { paths: changed, ...counting(now), limit: mostEdges });
  const cut = [
    ...(largest.length > limit ? [`only the ${limit} longest files`] : []),
    ...(imports.length >= mostEdges * 4 ? [`only the surest ${mostEdges * 4} imports`] : []),
    ...(together.length >= mostEdges ? [`only the ${mostEdges} pairs that change together most`] : []),
  ];
  const edges = [...imports.map(importOf), ...pairsOf(together)];
  return drawn({ nodes: shown.map((one) => fileNode(one, past)), edges, cut, mostEdges });
}

async function aroundFile(
  graph: KnowledgeGraph,
  key: RepositoryKey,
  { file, focus, limit, now }: Asked & { file: FileNode },
): Promise<Picture> {
  const most = MOST.neighbours + 1;
  const [imports, together, symbols] = await Promise.all([
    graph.importers(key, { paths: [focus], limit: most }),
    graph.coChanged(key, { paths: [focus], ...counting(now), limit: most }),
    graph.symbols(key, { paths: [focus], limit: MOST.symbols }),
  ]);
  const edges = [...imports.map(importOf), ...pairsOf(together)];
  const known = await graph.files(key, [...new Set([focus, ...edges.flatMap(({ from, to }) => [from, to])])]);
  const alive = known.filter(({ path, deletedAt }) => deletedAt === null && path !== focus);
  const shown = [file, ...alive].slice(0, limit);
  const wanted = new Set(shown.map(({ path }) => path));
  const past = await pastOfPaths(graph, key, { isWanted: (path) => wanted.has(path), now });
  const cut = [
    ...(imports.length >= most ? [`only the surest ${MOST.neighbours} imports`] : []),
    ...(together.length >= most ? [`only the ${MOST.neighbours} pairs that change together most`] : []),
    ...(symbols.length >= MOST.symbols ? [`only ${MOST.symbols} symbols of the file`] : []),
  ];
  const nodes = shown.map((one) => fileNode(one, past));
  const defined = symbols
    .toSorted((a, b) => a.startLine - b.startLine)
    .map(({ qualifiedName, kind, startLine, exported }) => ({
      name: qualifiedName,
      kind,
      start_line: startLine,
      exported,
    }));
  return { ...drawn({ nodes, edges, cut, mostEdges: NODES.usual * EDGES_A_NODE }), symbols: defined };
}

function counting(now: Date) {
  return { since: countedSince(now), mostFiles: CO_CHANGE.mostFiles, leastShared: 2 };
}

/** A symbol with who calls it and what it calls; null: it is not known. Throws GraphUnavailableError. */
export async function symbolView(
  graph: KnowledgeGraph,
  key: RepositoryKey,
  { path, symbol }: { path: string; symbol: string },
): Promise<Picture | null> {
  const known = await graph.symbols(key, { paths: [path], limit: MOST.symbols });
  const here = known.filter(({ qualifiedName }) => qualifiedName === symbol);
  if (here.length === 0) return null;
  const asked = { type: 'CALLS' as const, leastConfidence: 0, limit: MOST.callers + 1 };
  const [callers, callees] = await Promise.all([
    graph.callers(key, { to: here, ...asked }),
    graph.callees(key, { from: here, ...asked }),
  ]);
  const shown = [...callers.slice(0, MOST.callers), ...callees.slice(0, MOST.callers)];
  const byId = new Map<string, Node>();
  const others = shown.flatMap(({ from, of }) => [from, of]);
  const paths = [...new Set(others.map((other) => other.path))];
  const around = await graph.symbols(key, { paths, limit: MOST.symbols * 4 });
  const details = new Map([...around, ...here].map((one) => [idOf(one), one]));
  for (const one of [...here, ...others]) byId.set(idOf(one), symbolNode(one, details.get(idOf(one))));
  const edges = shown.map(callOf);
  const cut = [
    ...(callers.length > MOST.callers ? [`only the surest ${MOST.callers} callers`] : []),
    ...(callees.length > MOST.callers ? [`only the surest ${MOST.callers} that it calls`] : []),
    'reflection and dynamic dispatch are not seen: there may be more callers',
  ];
  return drawn({ nodes: [...byId.values()], edges, cut, mostEdges: MOST.callers * 2 });
}

/** With the edges between what is shown, the heaviest first. */
function drawn({
  nodes,
  edges,
  cut,
  mostEdges,
}: {
  nodes: Node[];
  edges: readonly Edge[];
  cut: string[];
  mostEdges: number;
}): Picture {
  const shown = new Set(nodes.map(({ id }) => id));
  const between = edges.filter(({ from, to }) => shown.has(from) && shown.has(to));
  const heaviest = between.toSorted((a, b) => b.weight - a.weight).slice(0, mostEdges);
  const left = between.length > mostEdges ? [`only the heaviest ${mostEdges} edges`] : [];
  return { nodes, edges: heaviest, symbols: [], cut: [...cut, ...left] };
}

function importOf({ from, to, tier, confidence }: Awaited<ReturnType<KnowledgeGraph['importers']>>[number]): Edge {
  return { from, to, kind: 'imports', weight: 1, tier, confidence, line: null };
}

function pairsOf(together: Awaited<ReturnType<KnowledgeGraph['coChanged']>>): Edge[] {
  return onceEach(together).map(({ path, other, shared }) => counted(path, other, 'changes with', shared));
}

function counted(from: string, to: string, kind: Edge['kind'], weight: number): Edge {
  return { from, to, kind, weight, tier: null, confidence: null, line: null };
}

/** A pair is counted from both of its sides. */
function onceEach<Pair extends { path: string; other: string }>(pairs: readonly Pair[]): Pair[] {
  const seen = new Set<string>();
  return pairs.filter(({ path, other }) => {
    const name = [path, other].toSorted().join('\0');
    return !seen.has(name) && seen.add(name);
  });
}

const NO_SYMBOL = { signature: null, start_line: null, end_line: null };

function fileNode({ path, lines, language }: FileNode, past: PastOfPaths): Node {
  return {
    ...NO_SYMBOL,
    id: path,
    kind: 'file',
    name: path.split('/').at(-1) ?? path,
    path,
    files: 1,
    lines,
    language,
    changes: past.isKnown ? (past.changes.get(path) ?? 0) : null,
    owner: past.owners.get(path) ?? null,
  };
}

/** `known`: what the scan says of it; undefined: it was not among those that were asked for. */
function symbolNode(symbol: SymbolKey, known: SymbolNode | undefined): Node {
  const { path, qualifiedName } = symbol;
  return {
    id: idOf(symbol),
    kind: 'symbol',
    name: qualifiedName,
    path,
    files: 1,
    lines: known === undefined ? null : known.endLine - known.startLine + 1,
    language: null,
    changes: null,
    owner: null,
    signature: known?.signature ?? null,
    start_line: known?.startLine ?? null,
    end_line: known?.endLine ?? null,
  };
}

function callOf({ from, of, tier, confidence, line }: Caller): Edge {
  return { from: idOf(from), to: idOf(of), kind: 'calls', weight: 1, tier, confidence, line };
}

function idOf({ path, qualifiedName }: SymbolKey): string {
  return `${path}#${qualifiedName}`;
}
