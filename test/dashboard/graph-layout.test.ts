import { describe, expect, it } from 'vitest';
import { createLayout } from '../../src/dashboard/pages/graph/layout.js';
import { startingPositions } from '../../src/dashboard/pages/graph/starting-positions.js';
import { paced } from '../../src/dashboard/pages/graph/paced.js';

/** `clusters` rings of `size` nodes, each a group. */
function rings(clusters: number, size: number) {
  const order = clusters * size;
  const pairs = Array.from({ length: order }, (_, node) => {
    const first = Math.floor(node / size) * size;
    return [node, first + ((node - first + 1) % size)];
  });
  return {
    order,
    edges: Uint32Array.from(pairs.flat()),
    weights: new Float32Array(order).fill(1),
    groups: Uint16Array.from({ length: order }, (_, node) => Math.floor(node / size)),
  };
}

const distance = (at: Float32Array, a: number, b: number) =>
  Math.hypot(at[a * 2]! - at[b * 2]!, at[a * 2 + 1]! - at[b * 2 + 1]!);

describe('the layout', () => {
  it('begins with each node in a place of its own, always the same', () => {
    const task = rings(20, 25);
    const [first, again] = [startingPositions(task), startingPositions(task)];
    expect(first).toEqual(again);
    const places = new Set(
      Array.from({ length: task.order }, (_, node) => `${first[node * 2]} ${first[node * 2 + 1]}`),
    );
    expect(places.size).toBe(task.order);
    expect(first.every(Number.isFinite)).toBe(true);
  });

  it('brings together what is connected', () => {
    const task = rings(4, 6);
    const layout = createLayout(task);
    for (let step = 0; step < 200; step += 1) layout.step();
    const at = layout.positions();
    expect(at.every(Number.isFinite)).toBe(true);
    const within = distance(at, 0, 1);
    const between = [6, 12, 18].map((other) => distance(at, 0, other));
    for (const far of between) expect(far).toBeGreaterThan(within);
  });

  it('takes nothing, one node, and edges from a node to itself', () => {
    for (const order of [0, 1, 2]) {
      const layout = createLayout({
        order,
        edges: Uint32Array.from(order === 0 ? [] : [0, 0]),
        weights: new Float32Array(order === 0 ? 0 : 1),
        groups: new Uint16Array(order),
      });
      layout.step();
      expect(layout.positions()).toHaveLength(order * 2);
    }
  });
});

describe('what is paced', () => {
  it('hands on the newest, and gives the page three times what it took', () => {
    let now = 0;
    const waiting: { at: number; run: () => void }[] = [];
    const clock = {
      now: () => now,
      after: (ms: number, task: () => void) => {
        const one = { at: now + ms, run: task };
        waiting.push(one);
        return () => void waiting.splice(waiting.indexOf(one), 1);
      },
    };
    const run = (until: number) => {
      for (;;) {
        const next = waiting.toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined || next.at > until) break;
        waiting.splice(waiting.indexOf(next), 1);
        now = Math.max(now, next.at);
        next.run();
      }
      now = Math.max(now, until);
    };
    const used: [number, number][] = [];
    const pace = paced<number>((value) => {
      used.push([value, now]);
      now += 100;
    }, clock);
    pace.offer(1);
    pace.offer(2);
    run(0);
    pace.offer(3);
    run(300);
    pace.offer(4);
    run(1000);
    expect(used).toEqual([
      [2, 0],
      [4, 400],
    ]);
    pace.offer(5);
    pace.end();
    run(5000);
    expect(used).toHaveLength(2);
  });
});
