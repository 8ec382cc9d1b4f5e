import { z } from '@hono/zod-openapi';
import { CO_CHANGE, countedSince } from '../../graph/formulas/co-change.js';
import type { Caller, KnowledgeGraph } from '../../graph/knowledge-graph.js';
import type { RepositoryKey, SymbolKey } from '../../graph/types.js';

/** What fits on a picture. */
const MOST = { nodes: 200, edges: 500, callers: 50, neighbours: 50, symbols: 500 };

const Node = z.object({
  id: z.string(),
  kind: z.enum(['folder', 'file', 'symbol']),
  name: z.string(),
  path: z.string(),
  files: z.int().openapi({ description: 'Of a folder, all below it' }),
  lines: z.int().nullable(),
  language: z.string().nullable(),
});
const Edge = z.object({
  from: z.string(),
  to: z.string(),
  kind: z.enum(['imports', 'changes with', 'calls']),
  weight: z.int().openapi({ description: 'Imports, or pull requests that changed both' }),
  tier: z.string().nullable(),
  confidence: z.number().nullable().openapi({ description: 'Null: it was counted, not resolved' }),
});

/** A picture of a part of a repository, small enough to be drawn. */
export const GraphView = z.object({
  view: z.enum(['files', 'folders', 'symbol']),
  focus: z.string(),
  scanned_at: z.iso.datetime().nullable().openapi({ description: 'Null: not yet' }),
  nodes: z.array(Node),
  edges: z.array(Edge),
  cut: z.array(z.string()).openapi({ description: 'What was left out, in words' }),
});

type Node = z.infer<typeof Node>;
type Edge = z.infer<typeof Edge>;
type Picture = Pick<z.infer<typeof GraphView>, 'nodes' | 'edges' | 'cut'>;

/** The entries of a folder, and how many imports lead from one to another. Throws GraphUnavailableError. */
export async function foldersView(graph: KnowledgeGraph, key: RepositoryKey, folder: string): Promise<Picture> {
  const [entries, links] = await Promise.all([
    graph.tree(key, { path: folder, after: '', limit: MOST.nodes + 1 }),
    graph.folderLinks(key, { path: folder, limit: MOST.edges + 1 }),
  ]);
  const pathOf = (name: string) => (folder === '' ? name : `${folder}/${name}`);
  const nodes = entries.slice(0, MOST.nodes).map(({ name, isFolder, files, lines, language }) => {
    const path = pathOf(name);
    return { id: path, kind: isFolder ? ('folder' as const) : ('file' as const), name, path, files, lines, language };
  });
  const edges = links.map(({ from, to, imports }) => counted(pathOf(from), pathOf(to), 'imports', imports));
  return drawn(nodes, edges, entries.length > MOST.nodes ? [`only the first ${MOST.nodes} entries, by name`] : []);
}

/**
 * The longest files below a folder, or a file with what imports it and what changes with it. Throws
 * GraphUnavailableError.
 */
export async function filesView(
  graph: KnowledgeGraph,
  key: RepositoryKey,
  { focus, now }: { focus: string; now: Date },
): Promise<Picture> {
  const [file] = focus === '' ? [] : await graph.files(key, [focus]);
  const isFile = file !== undefined && file.deletedAt === null;
  const largest = isFile ? [file] : await graph.largestFiles(key, { path: focus, limit: MOST.nodes + 1 });
  const paths = largest.slice(0, MOST.nodes).map(({ path }) => path);
  if (paths.length === 0) return drawn([], [], []);
  const limit = isFile ? MOST.neighbours + 1 : MOST.edges * 4;
  const counting = { since: countedSince(now), mostFiles: CO_CHANGE.mostFiles, leastShared: 2, limit };
  const [imports, together] = await Promise.all([
    graph.importers(key, { paths, limit }),
    graph.coChanged(key, { paths, ...counting }),
  ]);
  const edges = [
    ...imports.map(({ from, to, tier, confidence }): Edge => ({
      from,
      to,
      kind: 'imports',
      weight: 1,
      tier,
      confidence,
    })),
    ...onceEach(together).map(({ path, other, shared }) => counted(path, other, 'changes with', shared)),
  ];
  const others = isFile ? await graph.files(key, [...new Set(edges.flatMap(({ from, to }) => [from, to]))]) : largest;
  const nodes = others
    .filter((one) => !('deletedAt' in one) || one.deletedAt === null)
    .slice(0, MOST.nodes)
    .map(({ path, lines, language }) => fileNode(path, lines, language));
  if (isFile && nodes.every(({ path }) => path !== focus)) nodes.unshift(fileNode(focus, file.lines, file.language));
  const cut = [
    ...(!isFile && largest.length > MOST.nodes ? [`only the ${MOST.nodes} longest files`] : []),
    ...(imports.length >= limit ? [`only the surest ${limit} imports`] : []),
    ...(together.length >= limit ? [`only the ${limit} pairs that change together most`] : []),
  ];
  return drawn(nodes, edges, cut);
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
  for (const one of [...here, ...shown.flatMap(({ from, of }) => [from, of])]) byId.set(idOf(one), symbolNode(one));
  const edges = shown.map(callOf);
  const cut = [
    ...(callers.length > MOST.callers ? [`only the surest ${MOST.callers} callers`] : []),
    ...(callees.length > MOST.callers ? [`only the surest ${MOST.callers} that it calls`] : []),
    'reflection and dynamic dispatch are not seen: there may be more callers',
  ];
  return drawn([...byId.values()], edges, cut);
}

/** With the edges between what is shown, the heaviest first. */
function drawn(nodes: Node[], edges: readonly Edge[], cut: string[]): Picture {
  const shown = new Set(nodes.map(({ id }) => id));
  const between = edges.filter(({ from, to }) => shown.has(from) && shown.has(to));
  const heaviest = between.toSorted((a, b) => b.weight - a.weight).slice(0, MOST.edges);
  const left = between.length > MOST.edges ? [`only the heaviest ${MOST.edges} edges`] : [];
  return { nodes, edges: heaviest, cut: [...cut, ...left] };
}

function counted(from: string, to: string, kind: Edge['kind'], weight: number): Edge {
  return { from, to, kind, weight, tier: null, confidence: null };
}

/** A pair is counted from both of its sides. */
function onceEach<Pair extends { path: string; other: string }>(pairs: readonly Pair[]): Pair[] {
  const seen = new Set<string>();
  return pairs.filter(({ path, other }) => {
    const name = [path, other].toSorted().join('\0');
    return !seen.has(name) && seen.add(name);
  });
}

function fileNode(path: string, lines: number | null, language: string | null): Node {
  return { id: path, kind: 'file', name: path.split('/').at(-1) ?? path, path, files: 1, lines, language };
}

function symbolNode(symbol: SymbolKey): Node {
  const { path, qualifiedName } = symbol;
  return { id: idOf(symbol), kind: 'symbol', name: qualifiedName, path, files: 1, lines: null, language: null };
}

function callOf({ from, of, tier, confidence }: Caller): Edge {
  return { from: idOf(from), to: idOf(of), kind: 'calls', weight: 1, tier, confidence };
}

function idOf({ path, qualifiedName }: SymbolKey): string {
  return `${path}#${qualifiedName}`;
}
