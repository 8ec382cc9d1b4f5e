/** How full a store is, with everybody who uses it. */
export interface Room {
  nodes: number;
  /** NEO4J_MAX_NODES. */
  most: number;
}

/** From here on the symbols of the largest repositories go (Aura's free instances stop writing at 200,000 nodes). */
const FULL = 0.9;

/** Whether a store has no room, now or with so many nodes more. Pure. */
export function isFull({ nodes, most }: Room, more = 0): boolean {
  return nodes + more > FULL * most;
}
