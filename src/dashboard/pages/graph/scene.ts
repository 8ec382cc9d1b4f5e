import type { ColourToken, Look } from './look-of.js';

export interface Box {
  width: number;
  height: number;
}

/** How pixels of the picture follow from places of the layout: place × scale + offset. */
export interface Fit {
  scale: number;
  x: number;
  y: number;
}

/** A picture as it is painted. */
export interface Scene {
  box: Box;
  look: Look;
  /** The numbers of the nodes that each edge connects (from, to, from, to …); −1 where there is no such node. */
  ends: Int32Array;
  /** Where the nodes are, in pixels (x, y, x, y …). */
  places: Float32Array;
  /** What the sizes of nodes and edges are multiplied by. */
  growth: number;
  colour(token: ColourToken | 'ink' | 'surface'): string;
}

/** All places lie in the box, the margin left free, and as large as that goes. Pure. */
export function fitted(places: Float32Array, { width, height }: Box, margin: { x: number; y: number }): Fit {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = 0; at < places.length; at += 2) {
    const [x, y] = [places[at] ?? 0, places[at + 1] ?? 0];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  if (left > right) return { scale: 1, x: width / 2, y: height / 2 };
  const room = { x: Math.max(1, width - 2 * margin.x), y: Math.max(1, height - 2 * margin.y) };
  const [wide, high] = [right - left, bottom - top];
  const scale = wide === 0 && high === 0 ? 1 : Math.min(room.x / wide, room.y / high);
  return { scale, x: width / 2 - (scale * (left + right)) / 2, y: height / 2 - (scale * (top + bottom)) / 2 };
}

/** The places moved as the fit says. Pure. */
export function moved(places: Float32Array, { scale, x, y }: Fit): Float32Array {
  return places.map((place, at) => place * scale + (at % 2 === 0 ? x : y));
}

/** The numbers of the nodes that each edge connects. Pure. */
export function endsOf({ nodes, edges }: Look): Int32Array {
  const numbers = new Map(nodes.map(({ id }, at) => [id, at]));
  return Int32Array.from(edges.flatMap(({ from, to }) => [numbers.get(from) ?? -1, numbers.get(to) ?? -1]));
}

/** Where a node is and how far it reaches, in pixels. Pure. */
export function discOf({ places, look, growth }: Scene, node: number): { x: number; y: number; radius: number } {
  return {
    x: places[node * 2] ?? 0,
    y: places[node * 2 + 1] ?? 0,
    radius: (look.nodes[node]?.size ?? 0) * growth,
  };
}

/** Pixels beside a small node that count as the node. */
const REACH = 4;

/** The number of the node at a point, the nearest of several; null: none is there. Pure. */
export function nodeAt(scene: Scene, point: { x: number; y: number }): number | null {
  let best: { node: number; far: number } | null = null;
  for (let node = 0; node < scene.look.nodes.length; node += 1) {
    const { x, y, radius } = discOf(scene, node);
    const far = Math.hypot(point.x - x, point.y - y);
    if (far <= radius + REACH && (best === null || far < best.far)) best = { node, far };
  }
  return best?.node ?? null;
}

/** Whether some of a disc lies in the box. Pure. */
export function isInBox({ x, y, radius }: { x: number; y: number; radius: number }, { width, height }: Box): boolean {
  return x + radius >= 0 && y + radius >= 0 && x - radius <= width && y - radius <= height;
}
