import { MultiDirectedGraph } from 'graphology';
import Sigma from 'sigma';
import { extremityArrow, layerPlain, pathLine, pathLoop } from 'sigma/rendering';
import type { LabelSide } from './label-sides.js';
import { themeColours } from './theme-colours.js';

export type NodeAttributes = {
  x: number;
  y: number;
  size: number;
  color: string;
  label: string;
  /** Null: it has no room; left out: sigma decides. */
  side?: LabelSide | null;
};
export type EdgeAttributes = { size: number; color: string; visibility: 'visible' | 'hidden'; head: string };
export type Graph = MultiDirectedGraph<NodeAttributes, EdgeAttributes>;

/** Letters of most labels. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 .-_/';
const FONT = '"Inter Variable"';

/** Sigma with its shaders and letters, in an element that belongs into the box of a picture. */
export interface Renderer {
  sigma: Sigma<NodeAttributes, EdgeAttributes>;
  /** The colours that it asks for: they may be changed. */
  shade: ReturnType<typeof shadesOf>;
  holder: HTMLElement;
}

let prepared: Renderer | null = null;

/** Makes a renderer while the picture is on its way: the browser needs as long for it as for a large picture. */
export async function prepareRenderer(): Promise<void> {
  // Letters are drawn once, and as the font is then.
  await document.fonts.load(`12px ${FONT}`).catch(() => []);
  try {
    prepared ??= newRenderer(false);
  } catch {
    // There is no WebGL: it is said where a picture is opened.
  }
}

/** The prepared renderer, or another; it belongs to the caller. Throws where there is no WebGL. */
export function takeRenderer(hasLoops: boolean): Renderer {
  if (hasLoops || prepared === null) return newRenderer(hasLoops);
  const taken = prepared;
  prepared = null;
  return taken;
}

/** Asked for by every node at every change of any: read once, and again with the theme. */
export function shadesOf(colours: ReturnType<typeof themeColours>) {
  return { ink: colours('ink'), surface: colours('surface'), honey: colours('honey'), link: colours('link') };
}

function newRenderer(hasLoops: boolean): Renderer {
  const shade = shadesOf(themeColours());
  const holder = document.createElement('div');
  holder.className = 'absolute inset-0';
  const sigma = new Sigma(sampleOf(), holder, {
    primitives: {
      edges: {
        // A path that can be bent makes each edge a shape of many corners, straight ones too.
        paths: hasLoops ? [pathLine(), pathLoop()] : [pathLine()],
        extremities: [extremityArrow({ lengthRatio: 3, widthRatio: 2.5 })],
        layers: [layerPlain()],
      },
    },
    styles: {
      nodes: {
        x: { attribute: 'x' },
        y: { attribute: 'y' },
        size: { attribute: 'size' },
        color: { attribute: 'color' },
        label: { attribute: 'label' },
        labelColor: () => shade.ink,
        labelSize: 12,
        labelFont: `${FONT}, sans-serif`,
        labelVisibility: ({ side }, { isHovered, isHighlighted }) =>
          side === undefined && !isHovered && !isHighlighted
            ? 'auto'
            : side === null && !isHovered && !isHighlighted
              ? 'hidden'
              : 'visible',
        labelPosition: ({ side }) => side ?? 'right',
        depth: (_node, { isHovered, isHighlighted }) => (isHovered || isHighlighted ? 'topNodes' : 'nodes'),
        cursor: 'pointer',
        backdropVisibility: (_node, { isHovered, isHighlighted }) =>
          isHovered || isHighlighted ? 'visible' : 'hidden',
        backdropColor: () => shade.surface,
        backdropBorderColor: () => shade.honey,
        backdropBorderWidth: 1.5,
        backdropPadding: 3,
      },
      edges: {
        size: { attribute: 'size' },
        color: (edge, { isHighlighted }) => (isHighlighted ? shade.link : edge.color),
        depth: (_edge, { isHighlighted }) => (isHighlighted ? 'topEdges' : 'edges'),
        visibility: { attribute: 'visibility' },
        head: { attribute: 'head' },
      },
    },
    settings: {
      itemSizesReference: 'screen',
      allowInvalidContainer: true,
      labelRenderedSizeThreshold: 5,
      stagePadding: 40,
      minCameraRatio: 0.02,
      maxCameraRatio: 3,
      enableCameraRotation: false,
    },
  });
  return { sigma, shade, holder };
}

/** A picture of two nodes, by which all that a picture needs is made. */
function sampleOf(): Graph {
  const graph: Graph = new MultiDirectedGraph();
  for (const x of [0, 1]) graph.addNode(x, { x, y: x, size: 9, color: '#808080', label: LETTERS });
  graph.addEdge(0, 1, { size: 1, color: '#808080', visibility: 'visible', head: 'arrow' });
  return graph;
}
