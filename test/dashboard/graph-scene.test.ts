import { describe, expect, it } from 'vitest';
import { labelsOf } from '../../src/dashboard/pages/graph/labels.js';
import type { Look } from '../../src/dashboard/pages/graph/look-of.js';
import { discOf, endsOf, fitted, isInBox, moved, nodeAt, type Scene } from '../../src/dashboard/pages/graph/scene.js';

const box = { width: 400, height: 200 };
const lookOf = (sizes: readonly number[]): Look => ({
  nodes: sizes.map((size, at) => ({ id: `n${at}`, label: `n${at}`, size, colour: 'ink-faint' })),
  edges: [],
  owners: [],
});
const sceneOf = (places: readonly number[], sizes: readonly number[], growth = 1): Scene => ({
  box,
  look: lookOf(sizes),
  ends: new Int32Array(),
  places: Float32Array.from(places),
  growth,
  colour: () => '#000',
});

describe('a picture fitted into its box', () => {
  it('touches the margins with its wider side and lies in the middle of the other', () => {
    const places = Float32Array.of(-10, 0, 10, 5, 0, -5);
    const margin = { x: 50, y: 20 };
    expect([...moved(places, fitted(places, box, margin))]).toEqual([50, 100, 350, 175, 200, 25]);
  });

  it('of one place, of no place and in a box without room is a picture still', () => {
    const margin = { x: 50, y: 20 };
    expect([...moved(Float32Array.of(7, 9), fitted(Float32Array.of(7, 9), box, margin))]).toEqual([200, 100]);
    expect(fitted(new Float32Array(), box, margin)).toEqual({ scale: 1, x: 200, y: 100 });
    const small = fitted(Float32Array.of(0, 0, 10, 10), { width: 30, height: 10 }, margin);
    expect(small.scale).toBeGreaterThan(0);
  });
});

it('knows which nodes an edge connects, and that it does not know one', () => {
  const edge = { size: 1, colour: 'line-strong', isShown: true, isDirected: true } as const;
  const look = {
    ...lookOf([1, 1]),
    edges: [
      { ...edge, from: 'n1', to: 'n0' },
      { ...edge, from: 'n0', to: 'gone' },
    ],
  };
  expect([...endsOf(look)]).toEqual([1, 0, 0, -1]);
});

describe('the node at a point', () => {
  const scene = sceneOf([100, 100, 110, 100, 300, 50], [8, 3, 2]);
  it.each([
    ['inside one', 95, 100, 0],
    ['nearer to the middle of another that it overlaps', 108, 100, 1],
    ['just beside a small one', 305, 50, 2],
    ['nowhere', 200, 100, null],
  ])('%s', (_what, x, y, node) => expect(nodeAt(scene, { x, y })).toBe(node));

  it('reaches as far as the node is drawn', () => {
    const larger = sceneOf([100, 100], [8], 3);
    expect(discOf(larger, 0).radius).toBe(24);
    expect(nodeAt(larger, { x: 120, y: 100 })).toBe(0);
  });
});

it('sees a disc of which a rim lies in the box', () => {
  expect(isInBox({ x: -4, y: 50, radius: 5 }, box)).toBe(true);
  expect(isInBox({ x: -6, y: 50, radius: 5 }, box)).toBe(false);
  expect(isInBox({ x: 10, y: 206, radius: 5 }, box)).toBe(false);
});

describe('names', () => {
  it('stand beside the nodes in sight', () => {
    expect(labelsOf(sceneOf([100, 100, 390, 100, 900, 100], [5, 5, 5]), () => 40)).toEqual([
      { node: 0, side: 'right' },
      { node: 1, side: 'left' },
    ]);
  });

  it('are said by the largest of a crowd, and no more than can be told apart', () => {
    const sizes = Array.from({ length: 1000 }, (_, at) => (at % 100 === 7 ? 9 : 1));
    const places = sizes.flatMap((_, at) => [(at % 50) * 8, Math.floor(at / 50) * 10]);
    const named = labelsOf(sceneOf(places, sizes), () => 10).map(({ node }) => node);
    expect(named.filter((node) => node % 100 === 7).length).toBeGreaterThan(5);
    expect(named.length).toBeLessThanOrEqual(60);
  });
});
