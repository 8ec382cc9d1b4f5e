import { shortened } from '../../../markdown/short-text.js';
import type { Layer } from '../repos/search.js';
import type { Picture, PictureEdge, PictureNode } from './graph-query.js';

/** The tokens of colours for people, in the order of how many of the shown files they know. */
export const OWNER_TOKENS = ['chart-1', 'chart-2', 'blue', 'chart-4', 'green', 'orange', 'chart-3'] as const;
export type ColourToken = (typeof OWNER_TOKENS)[number] | 'honey' | 'ink-faint' | 'line-strong' | 'link';

export interface NodeLook {
  id: string;
  label: string;
  size: number;
  colour: ColourToken;
}

export interface EdgeLook {
  from: string;
  to: string;
  size: number;
  colour: ColourToken;
  isShown: boolean;
  /** Imports have a direction, changing together has none. */
  isDirected: boolean;
}

/** How a picture is drawn: what each layer does stands here and nowhere else. */
export interface Look {
  nodes: NodeLook[];
  edges: EdgeLook[];
  /** Who has which colour, for the legend; empty while the layer is off. */
  owners: { login: string; colour: ColourToken; files: number }[];
}

const SIZES = { least: 4, most: 18 };
/** Letters; the whole name stands beside the picture. */
const LONGEST_LABEL = 40;
/** So many have room at these sizes. */
const FEW = 80;

/** Pure. */
export function lookOf({ nodes, edges }: Pick<Picture, 'nodes' | 'edges'>, layers: ReadonlySet<Layer>): Look {
  const owners = layers.has('owners') ? ownersOf(nodes) : [];
  const colours = new Map(owners.map(({ login, colour }) => [login, colour]));
  const weigh = layers.has('hotspots') ? heatOf : bulkOf;
  const most = Math.max(1, ...nodes.map(weigh));
  const shown = (kind: PictureEdge['kind']) => layers.has(kind === 'changes with' ? 'together' : 'imports');
  // A crowd is drawn smaller, that it can be told apart and what connects it is seen.
  const scale = Math.min(1, Math.sqrt(FEW / nodes.length));
  return {
    nodes: nodes.map((node) => ({
      id: node.id,
      label: shortened(node.name, LONGEST_LABEL),
      size: scale * (SIZES.least + (SIZES.most - SIZES.least) * Math.sqrt(weigh(node) / most)),
      colour: layers.has('owners') ? (colours.get(node.owner ?? '') ?? 'line-strong') : kindColour(node),
    })),
    edges: edges.map(({ from, to, kind, weight }) => ({
      from,
      to,
      size: scale * Math.min(5, 1 + Math.log2(Math.max(1, weight)) / 2),
      colour: kind === 'changes with' ? 'chart-2' : 'line-strong',
      isShown: shown(kind),
      isDirected: kind !== 'changes with',
    })),
    owners,
  };
}

/** Changes × lines: where work is done in much code. Pure. */
export function heatOf({ changes, lines }: Pick<PictureNode, 'changes' | 'lines'>): number {
  return (changes ?? 0) * (lines ?? 0);
}

function bulkOf({ kind, files, lines }: PictureNode): number {
  return kind === 'folder' ? Math.max(lines ?? 0, files) : (lines ?? 0);
}

function kindColour({ kind }: PictureNode): ColourToken {
  return kind === 'folder' ? 'honey' : 'ink-faint';
}

function ownersOf(nodes: readonly PictureNode[]): Look['owners'] {
  const files = new Map<string, number>();
  for (const { owner } of nodes) if (owner !== null) files.set(owner, (files.get(owner) ?? 0) + 1);
  return [...files]
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, OWNER_TOKENS.length)
    .map(([login, count], at) => ({ login, files: count, colour: OWNER_TOKENS[at] ?? 'line-strong' }));
}
