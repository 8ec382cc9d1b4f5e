import type { LayoutTask } from './layout.js';

const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/** Where each node begins: groups around a spiral, the nodes of each around its middle. Always the same. Pure. */
export function startingPositions({ order, groups }: Pick<LayoutTask, 'order' | 'groups'>): Float32Array {
  const positions = new Float32Array(order * 2);
  const sizes = new Map<number, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const spread = Math.sqrt(order) * 10;
  const placed = new Map<number, number>();
  for (let node = 0; node < order; node += 1) {
    const group = groups[node] ?? 0;
    const at = placed.get(group) ?? 0;
    placed.set(group, at + 1);
    const middle = spread * Math.sqrt((group + 0.5) / Math.max(1, sizes.size));
    const radius = 8 * Math.sqrt(at);
    positions[node * 2] = middle * Math.cos(group * GOLDEN_ANGLE) + radius * Math.cos(at * GOLDEN_ANGLE);
    positions[node * 2 + 1] = middle * Math.sin(group * GOLDEN_ANGLE) + radius * Math.sin(at * GOLDEN_ANGLE);
  }
  return positions;
}
