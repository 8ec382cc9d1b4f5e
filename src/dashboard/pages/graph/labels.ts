import { labelSides, type LabelSide } from './label-sides.js';
import { discOf, isInBox, type Scene } from './scene.js';

export interface Label {
  node: number;
  side: LabelSide;
}

/** Of more nodes than these only the largest in sight say their name: more names cannot be told apart. */
export const MANY = 300;
const OF_A_CROWD = 60;

/** Which nodes say their name, and where: those in sight whose label covers nothing. `widthOf` is in pixels. Pure. */
export function labelsOf(scene: Scene, widthOf: (text: string) => number): Label[] {
  const { nodes } = scene.look;
  const inSight = nodes.flatMap(({ label }, node) => {
    const disc = discOf(scene, node);
    return isInBox(disc, scene.box) ? [{ node, label, ...disc }] : [];
  });
  const asked =
    nodes.length <= MANY
      ? inSight
      : inSight.toSorted((a, b) => b.radius - a.radius || a.node - b.node).slice(0, OF_A_CROWD);
  const sides = labelSides(
    asked.map(({ label, ...disc }) => ({ ...disc, width: widthOf(label) })),
    scene.box,
  );
  return asked.flatMap(({ node }, at) => {
    const side = sides[at] ?? null;
    return side === null ? [] : [{ node, side }];
  });
}
