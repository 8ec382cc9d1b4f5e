import { expect, it } from 'vitest';
import { labelSides } from '../../src/dashboard/pages/graph/label-sides.js';

const picture = { width: 400, height: 200 };
const node = (x: number, y: number, radius = 5) => ({ x, y, radius, width: 80 });

it('puts a label on the right where there is room', () => {
  expect(labelSides([node(100, 100)], picture)).toEqual(['right']);
});

it('turns a label away from the edge, a node and another label', () => {
  expect(labelSides([node(380, 100)], picture)).toEqual(['left']);
  expect(labelSides([node(100, 100), node(140, 100, 4)], picture)).toEqual(['left', 'right']);
  expect(labelSides([node(100, 100, 9), node(190, 108, 5), node(60, 100, 4)], picture)).toEqual([
    'above',
    'right',
    'below',
  ]);
});

it('leaves out what has no room; the largest keeps its own', () => {
  const crowd = Array.from({ length: 12 }, (_, at) =>
    node(190 + (at % 4) * 12, 90 + Math.floor(at / 4) * 12, at === 5 ? 6 : 5),
  );
  const sides = labelSides(crowd, picture);
  expect(sides).toContain(null);
  expect(
    labelSides([node(200, 100, 6), ...[0, 1, 2, 3].map(() => node(200, 100, 5))], { width: 220, height: 200 })[0],
  ).not.toBe(null);
});
