import iterate from 'graphology-layout-forceatlas2/iterate';
import { startingPositions } from './starting-positions.js';

/** What is laid out: nodes are numbers, an edge is two of them. */
export interface LayoutTask {
  order: number;
  /** From, to, from, to … */
  edges: Uint32Array;
  weights: Float32Array;
  /** Which nodes begin near each other, such as the files of a folder. */
  groups: Uint16Array;
}

/** The layout's own table: so many numbers a node and an edge. */
const A_NODE = 10;
const AN_EDGE = 3;
const AT = { x: 0, y: 1, mass: 6, convergence: 7, size: 8 };
/** From so many nodes on forces are added up by region. */
const MANY = 400;
/** Of so few many have no edge: they are held nearer. */
const FEW = 100;

/** ForceAtlas2 (Jacomy et al., 2014) in steps: `step` moves all nodes once, `positions` tells where they are. */
export function createLayout(task: LayoutTask): { step(): void; positions(): Float32Array<ArrayBuffer> } {
  const { order, edges, weights } = task;
  const nodes = new Float32Array(order * A_NODE);
  const links = new Float32Array(weights.length * AN_EDGE);
  const start = startingPositions(task);
  for (let node = 0; node < order; node += 1) {
    nodes[node * A_NODE + AT.x] = start[node * 2] ?? 0;
    nodes[node * A_NODE + AT.y] = start[node * 2 + 1] ?? 0;
    nodes[node * A_NODE + AT.mass] = 1;
    nodes[node * A_NODE + AT.convergence] = 1;
    nodes[node * A_NODE + AT.size] = 1;
  }
  for (let edge = 0; edge < weights.length; edge += 1) {
    const [from, to] = [(edges[edge * 2] ?? 0) * A_NODE, (edges[edge * 2 + 1] ?? 0) * A_NODE];
    links.set([from, to, weights[edge] ?? 1], edge * AN_EDGE);
    for (const end of [from, to]) nodes[end + AT.mass] = (nodes[end + AT.mass] ?? 1) + 1;
  }
  const settings = {
    linLogMode: false,
    outboundAttractionDistribution: false,
    adjustSizes: false,
    edgeWeightInfluence: 1,
    scalingRatio: 10,
    strongGravityMode: true,
    gravity: order > FEW ? 0.1 : 0.5,
    slowDown: 1 + Math.log(order + 1),
    barnesHutOptimize: order > MANY,
    barnesHutTheta: 0.8,
  };
  return {
    step: () => void iterate(settings, nodes, links),
    positions: () => {
      const positions = new Float32Array(order * 2);
      for (let node = 0; node < order; node += 1) {
        positions[node * 2] = nodes[node * A_NODE + AT.x] ?? 0;
        positions[node * 2 + 1] = nodes[node * A_NODE + AT.y] ?? 0;
      }
      return positions;
    },
  };
}
