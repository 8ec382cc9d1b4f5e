/** On which side of its node a label stands. */
export type LabelSide = 'right' | 'left' | 'above' | 'below';

/** A node and its label in pixels of the picture: the middle of the node, how far it reaches, how wide the label is. */
export interface LabelledNode {
  x: number;
  y: number;
  radius: number;
  width: number;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Pixels between a node and its label, and of half a line of text. */
export const LABEL_GAP = 5;
export const LABEL_HALF = 7;
const SIDES: readonly LabelSide[] = ['right', 'left', 'above', 'below'];

/**
 * Where labels stand that cover neither each other nor a node: those of large nodes first, on the right if there is room.
 * Null: there is no room for it. Pure.
 */
export function labelSides(
  nodes: readonly LabelledNode[],
  picture: { width: number; height: number },
): (LabelSide | null)[] {
  const taken = nodes.map(({ x, y, radius }) => boxAround(x, y, radius, radius));
  const sides: (LabelSide | null)[] = nodes.map(() => null);
  const inOrder = [...nodes.keys()].toSorted((a, b) => (nodes[b]?.radius ?? 0) - (nodes[a]?.radius ?? 0) || a - b);
  for (const at of inOrder) {
    const node = nodes[at];
    if (node === undefined) continue;
    const fits = (box: Box) =>
      box.left >= 0 &&
      box.top >= 0 &&
      box.right <= picture.width &&
      box.bottom <= picture.height &&
      taken.every((other, one) => one === at || !overlap(box, other));
    const side = SIDES.find((one) => fits(labelBox(node, one)));
    if (side === undefined) continue;
    sides[at] = side;
    taken.push(labelBox(node, side));
  }
  return sides;
}

function labelBox({ x, y, radius, width }: LabelledNode, side: LabelSide): Box {
  const [aside, over] = [radius + LABEL_GAP + width / 2, radius + LABEL_GAP + LABEL_HALF];
  if (side === 'right') return boxAround(x + aside, y, width / 2, LABEL_HALF);
  if (side === 'left') return boxAround(x - aside, y, width / 2, LABEL_HALF);
  return boxAround(x, side === 'above' ? y - over : y + over, width / 2, LABEL_HALF);
}

function boxAround(x: number, y: number, wide: number, high: number): Box {
  return { left: x - wide, right: x + wide, top: y - high, bottom: y + high };
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
