import { MultiDirectedGraph } from 'graphology';
import Sigma from 'sigma';
import { extremityArrow, layerPlain, pathLine, pathLoop } from 'sigma/rendering';
import type { Look } from './look-of.js';
import { themeColours } from './theme-colours.js';

type NodeAttributes = { x: number; y: number; size: number; color: string; label: string };
type EdgeAttributes = { size: number; color: string; visibility: 'visible' | 'hidden'; head: string };

/** So long at a time it works on the graph; then the page has its turn. */
const TURN_MS = 12;
/** Of so many nodes the labels are not all fitted into the picture. */
const MANY = 300;
/** Pixels; in less labels would take the room of the picture. */
const NARROW = 500;

/** A picture that is on the page. */
export interface Drawing {
  /** Where the nodes are, in their order. */
  place(positions: Float32Array): void;
  /** Other colours and sizes of the same nodes and edges. */
  restyle(look: Look): void;
  /** Null: none. */
  choose(id: string | null): void;
  zoom(how: 'in' | 'out' | 'all'): void;
  end(): void;
}

interface On {
  onChoose(id: string | null): void;
  onOpen(id: string): void;
  /** The first frame with all nodes in their place has been drawn. */
  onReady(): void;
}

/**
 * Draws a picture with WebGL. Its graph is made in turns, so that the page is not held for long. Null: it is not wanted any
 * more. Throws where there is no WebGL.
 */
export async function openDrawing(
  box: HTMLElement,
  { look, positions, signal }: { look: Look; positions: Float32Array; signal: AbortSignal },
  on: On,
): Promise<Drawing | null> {
  const graph = new MultiDirectedGraph<NodeAttributes, EdgeAttributes>();
  const colours = themeColours();
  const pause = turns(signal);
  for (const [at, { id, label, size, colour }] of look.nodes.entries()) {
    graph.addNode(id, {
      x: positions[at * 2] ?? 0,
      y: positions[at * 2 + 1] ?? 0,
      size,
      label,
      color: colours(colour),
    });
    if (await pause()) return null;
  }
  // Before it is drawn: each edge that comes later makes all of them be taken in anew.
  for (const [at, { from, to }] of look.edges.entries()) {
    graph.addEdgeWithKey(String(at), from, to, edgeLook(look, at, colours));
    if (await pause()) return null;
  }
  // Asked for by every node at every change of any: read once, and again with the theme.
  const shade = shadesOf(colours);
  const sigma = new Sigma(graph, box, {
    primitives: {
      edges: {
        paths: [pathLine(), pathLoop()],
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
        labelFont: 'Inter Variable, sans-serif',
        labelVisibility: (_node, { isHovered, isHighlighted }) => (isHovered || isHighlighted ? 'visible' : 'auto'),
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
      autoRescaleContent: look.nodes.length > MANY ? 'positions' : box.clientWidth < NARROW ? 'nodes' : 'labels',
      allowInvalidContainer: true,
      labelRenderedSizeThreshold: 5,
      stagePadding: 40,
      hideEdgesOnMove: look.edges.length > 4000,
      minCameraRatio: 0.02,
      maxCameraRatio: 3,
      enableCameraRotation: false,
    },
  });
  // It has drawn already; the browser shows it with the next frame.
  requestAnimationFrame(() => on.onReady());
  sigma.on('clickNode', ({ node }) => on.onChoose(node));
  sigma.on('clickStage', () => on.onChoose(null));
  sigma.on('doubleClickNode', ({ node, preventSigmaDefault }) => {
    preventSigmaDefault();
    on.onOpen(node);
  });
  let current = look;
  let chosen: string | null = null;
  return {
    place: (next) => {
      let at = 0;
      graph.updateEachNodeAttributes(
        (_id, attributes) => {
          const [x, y] = [next[at * 2] ?? 0, next[at * 2 + 1] ?? 0];
          at += 1;
          return { ...attributes, x, y };
        },
        { attributes: ['x', 'y'] },
      );
    },
    restyle: (next) => {
      const now = themeColours();
      if (next === current && now('ink') === shade.ink) return;
      current = next;
      Object.assign(shade, shadesOf(now));
      let at = 0;
      graph.updateEachNodeAttributes(
        (_id, attributes) => {
          const node = next.nodes[at];
          at += 1;
          return node === undefined ? attributes : { ...attributes, size: node.size, color: now(node.colour) };
        },
        { attributes: ['size', 'color'] },
      );
      // `type` makes sigma take edges in anew that it has not drawn yet; without it it throws for them.
      graph.updateEachEdgeAttributes((id, attributes) => ({ ...attributes, ...edgeLook(next, Number(id), now) }), {
        attributes: ['type', 'size', 'color', 'visibility', 'head'] as (keyof EdgeAttributes)[],
      });
    },
    choose: (id) => {
      const around = (one: string | null) => (one === null || !graph.hasNode(one) ? [] : graph.edges(one));
      sigma.setEdgesState(around(chosen), { isHighlighted: false });
      if (chosen !== null && graph.hasNode(chosen)) sigma.setNodeState(chosen, { isHighlighted: false });
      chosen = id;
      sigma.setEdgesState(around(id), { isHighlighted: true });
      if (id !== null && graph.hasNode(id)) sigma.setNodeState(id, { isHighlighted: true });
    },
    zoom: (how) => {
      const camera = sigma.getCamera();
      if (how === 'all') void camera.reset({ duration: 200 });
      else void (how === 'in' ? camera.zoomIn({ duration: 200 }) : camera.zoomOut({ duration: 200 }));
    },
    end: () => sigma.kill(),
  };
}

function shadesOf(colours: ReturnType<typeof themeColours>) {
  return { ink: colours('ink'), surface: colours('surface'), honey: colours('honey'), link: colours('link') };
}

function edgeLook(look: Look, at: number, colours: ReturnType<typeof themeColours>): EdgeAttributes {
  const edge = look.edges[at];
  return {
    size: edge?.size ?? 1,
    color: colours(edge?.colour ?? 'line-strong'),
    visibility: edge?.isShown === true ? 'visible' : 'hidden',
    head: edge?.isDirected === true ? 'arrow' : 'none',
  };
}

/** Gives the page its turn when one's own has been long enough; true: the work is not wanted any more. */
function turns(signal: AbortSignal): () => boolean | Promise<boolean> {
  let began = performance.now();
  return () => {
    if (performance.now() - began < TURN_MS) return signal.aborted;
    return new Promise((resolve) => {
      setTimeout(() => {
        began = performance.now();
        resolve(signal.aborted);
      });
    });
  };
}
