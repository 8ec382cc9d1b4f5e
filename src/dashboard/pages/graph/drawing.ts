import { MultiDirectedGraph } from 'graphology';
import { arrangedLabels } from './arranged-labels.js';
import { crowdLines, type LineGroup } from './crowd-lines.js';
import type { ColourToken, Look } from './look-of.js';
import { shadesOf, takeRenderer, type EdgeAttributes, type NodeAttributes } from './renderer.js';
import { themeColours } from './theme-colours.js';

/** So long at a time it works on the graph; then the page has its turn. */
const TURN_MS = 12;
/** More connections than these are drawn as hairlines. */
const MANY_EDGES = 2000;

/** Of so many nodes the labels are not all fitted into the picture. */
const MANY = 300;
/** Pixels; in less labels would take the room of the picture. */
const NARROW = 500;

/** A picture that is on the page. */
export interface Drawing {
  /** Where the nodes are, in their order. */
  place(positions: Float32Array): void;
  /** They stay there: labels are put where they cover nothing. */
  settle(): void;
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
  const isCrowd = look.edges.length > MANY_EDGES;
  // Before it is drawn: each edge that comes later makes all of them be taken in anew.
  for (const [at, { from, to }] of isCrowd ? [] : look.edges.entries()) {
    graph.addEdgeWithKey(String(at), from, to, edgeLook(look, at, colours));
    if (await pause()) return null;
  }
  const { sigma, shade, holder } = takeRenderer(graph.selfLoopCount > 0);
  box.append(holder);
  sigma.setSettings({
    // Of the nodes of any crowd the largest say their name; zoomed in, the others.
    labelRenderedSizeThreshold: Math.min(5, 0.6 * Math.max(...look.nodes.map(({ size }) => size))),
    autoRescaleContent: graph.order > MANY ? 'positions' : box.clientWidth < NARROW ? 'nodes' : 'labels',
  });
  const lines = {
    places: () => placesOf(graph.mapNodes((id) => sigma.getNodeDisplayData(id))),
    groups: isCrowd ? lineGroups(look, colours, null) : [],
  };
  if (isCrowd) sigma.addCustomLayerProgram('lines', 'edges', crowdLines(lines));
  sigma.setGraph(graph);
  whenDrawn(sigma.getWebGLContext(), on.onReady);
  sigma.on('clickNode', ({ node }) => on.onChoose(node));
  sigma.on('clickStage', () => on.onChoose(null));
  sigma.on('doubleClickNode', ({ node, preventSigmaDefault }) => {
    preventSigmaDefault();
    on.onOpen(node);
  });
  const labels = arrangedLabels(sigma, graph);
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
    settle: () => labels.arrange(),
    restyle: (next) => {
      const now = themeColours();
      if (next === current && now('ink') === shade.ink) return;
      current = next;
      Object.assign(shade, shadesOf(now));
      if (isCrowd) lines.groups = lineGroups(next, now, chosen);
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
      if (isCrowd) {
        lines.groups = lineGroups(current, themeColours(), id);
        sigma.scheduleRender();
      }
      sigma.setEdgesState(around(id), { isHighlighted: true });
      if (id !== null && graph.hasNode(id)) sigma.setNodeState(id, { isHighlighted: true });
    },
    zoom: (how) => {
      const camera = sigma.getCamera();
      if (how === 'all') void camera.reset({ duration: 200 });
      else void (how === 'in' ? camera.zoomIn({ duration: 200 }) : camera.zoomOut({ duration: 200 }));
    },
    end: () => {
      labels.end();
      sigma.kill();
      holder.remove();
    },
  };
}

/** The connections that are shown, by colour; those of the chosen node above the others. */
function lineGroups(
  { nodes, edges }: Look,
  colours: ReturnType<typeof themeColours>,
  chosen: string | null,
): LineGroup[] {
  const numbers = new Map(nodes.map(({ id }, at) => [id, at]));
  const groups = new Map<ColourToken, number[]>();
  const above: number[] = [];
  for (const { from, to, colour, isShown } of edges) {
    const [a, b] = [numbers.get(from), numbers.get(to)];
    if (!isShown || a === undefined || b === undefined) continue;
    const ends = groups.get(colour) ?? [];
    ends.push(a, b);
    groups.set(colour, ends);
    if (from === chosen || to === chosen) above.push(a, b);
  }
  return [
    ...[...groups].map(([colour, ends]) => ({ colour: colours(colour), ends: Uint32Array.from(ends) })),
    { colour: colours('link'), ends: Uint32Array.from(above) },
  ];
}

function placesOf(nodes: readonly ({ x: number; y: number } | undefined)[]): Float32Array {
  const places = new Float32Array(nodes.length * 2);
  for (const [at, node] of nodes.entries()) places.set([node?.x ?? 0, node?.y ?? 0], at * 2);
  return places;
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

/** Calls `then` when all that the graphics card was given so far is drawn, and shown with the next frame. */
function whenDrawn(gl: WebGL2RenderingContext, then: () => void): void {
  const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
  gl.flush();
  const look = () => {
    const isDrawn = fence === null || gl.getSyncParameter(fence, gl.SYNC_STATUS) === gl.SIGNALED;
    if (!isDrawn && !gl.isContextLost()) {
      requestAnimationFrame(look);
      return;
    }
    gl.deleteSync(fence);
    then();
  };
  requestAnimationFrame(look);
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
