import type { Label } from './labels.js';
import { LABEL_GAP, LABEL_HALF, type LabelSide } from './label-sides.js';
import type { EdgeLook } from './look-of.js';
import { discOf, isInBox, type Scene } from './scene.js';

export const FONT = '12px "Inter Variable", sans-serif';

type Pen = CanvasRenderingContext2D;

/** Pixels; what is thinner is too faint to be seen. */
const THINNEST = 0.5;
/** The head of a line thinner than this cannot be told from it. */
const THINNEST_WITH_HEAD = 0.4;

/** Lines that are drawn in one go: of one colour and width, with the heads of those that have one. */
interface Strokes {
  colour: string;
  width: number;
  edges: number[];
}

/** Paints connections, nodes and names of a picture. */
export function paintPicture(pen: Pen, scene: Scene, labels: readonly Label[]): void {
  paintEdges(pen, scene, scene.look.edges.keys(), ({ colour }) => scene.colour(colour));
  paintNodes(pen, scene, scene.look.nodes.keys());
  for (const { node, side } of labels) paintLabel(pen, scene, node, side);
}

/** Paints over a picture what is chosen, with all that it is connected to, and what the pointer is on. */
export function paintMarks(
  pen: Pen,
  scene: Scene,
  { chosen, hovered, labels }: { chosen: number | null; hovered: number | null; labels: readonly Label[] },
): void {
  if (chosen !== null) {
    const around = [...scene.look.edges.keys()].filter(
      (edge) => canBeSeen(scene, edge) && (scene.ends[edge * 2] === chosen || scene.ends[edge * 2 + 1] === chosen),
    );
    paintEdges(pen, scene, around, () => scene.colour('link'));
    paintNodes(
      pen,
      scene,
      new Set(around.flatMap((edge) => [scene.ends[edge * 2] ?? 0, scene.ends[edge * 2 + 1] ?? 0])),
    );
  }
  for (const node of new Set([chosen, hovered])) {
    if (node === null) continue;
    const { x, y, radius } = discOf(scene, node);
    const side = labels.find((one) => one.node === node)?.side ?? (x > scene.box.width / 2 ? 'left' : 'right');
    pen.strokeStyle = scene.colour('honey');
    pen.lineWidth = 1.5;
    pen.fillStyle = scene.colour('surface');
    const middle = labelMiddle(pen, scene, node, side);
    for (const draw of [
      () =>
        pen.roundRect(
          middle.x - middle.width / 2 - 3,
          middle.y - LABEL_HALF - 2,
          middle.width + 6,
          2 * LABEL_HALF + 4,
          4,
        ),
      () => pen.arc(x, y, radius + 3, 0, 2 * Math.PI),
    ]) {
      pen.beginPath();
      draw();
      pen.fill();
      pen.stroke();
    }
    paintNodes(pen, scene, [node]);
    paintLabel(pen, scene, node, side);
  }
}

function paintNodes(pen: Pen, scene: Scene, nodes: Iterable<number>): void {
  for (const node of nodes) {
    const disc = discOf(scene, node);
    if (!isInBox(disc, scene.box)) continue;
    pen.fillStyle = scene.colour(scene.look.nodes[node]?.colour ?? 'ink-faint');
    pen.beginPath();
    pen.arc(disc.x, disc.y, disc.radius, 0, 2 * Math.PI);
    pen.fill();
  }
}

function paintEdges(pen: Pen, scene: Scene, edges: Iterable<number>, colourOf: (edge: EdgeLook) => string): void {
  const groups = new Map<string, Strokes>();
  for (const edge of edges) {
    const look = scene.look.edges[edge];
    if (look === undefined || !canBeSeen(scene, edge)) continue;
    const colour = colourOf(look);
    const width = Math.max(THINNEST, Math.round(look.size * scene.growth * 2) / 2);
    const key = `${colour} ${width}`;
    const group = groups.get(key) ?? { colour, width, edges: [] };
    group.edges.push(edge);
    groups.set(key, group);
  }
  for (const { colour, width, edges: alike } of groups.values()) {
    pen.strokeStyle = pen.fillStyle = colour;
    pen.lineWidth = width;
    const lines = new Path2D();
    const heads = new Path2D();
    for (const edge of alike) addEdge(scene, edge, { lines, heads, head: 2 + 3 * width });
    pen.stroke(lines);
    pen.fill(heads);
  }
}

/** A line from node to node, or beside a node that is connected with itself; its head ends at the edge of the node. */
function addEdge(
  scene: Scene,
  edge: number,
  { lines, heads, head }: { lines: Path2D; heads: Path2D; head: number },
): void {
  const look = scene.look.edges[edge];
  const [one, other] = [scene.ends[edge * 2] ?? 0, scene.ends[edge * 2 + 1] ?? 0];
  const [from, to] = [discOf(scene, one), discOf(scene, other)];
  if (one === other) {
    const reach = from.radius * 0.8 + 2;
    lines.moveTo(from.x + reach, from.y - from.radius);
    lines.arc(from.x, from.y - from.radius, reach, 0, 2 * Math.PI);
    return;
  }
  const far = Math.hypot(to.x - from.x, to.y - from.y);
  const length = Math.min(head, far - to.radius - from.radius);
  const hasHead = look?.isDirected === true && look.size * scene.growth >= THINNEST_WITH_HEAD && length > 1;
  const [alongX, alongY] = [(to.x - from.x) / (far || 1), (to.y - from.y) / (far || 1)];
  const [tipX, tipY] = [to.x - alongX * to.radius, to.y - alongY * to.radius];
  lines.moveTo(from.x, from.y);
  if (!hasHead) {
    lines.lineTo(to.x, to.y);
    return;
  }
  const [baseX, baseY] = [tipX - alongX * length, tipY - alongY * length];
  lines.lineTo(baseX, baseY);
  // Not closed: filling does that, and to close a path of many parts the browser goes through all of it.
  heads.moveTo(tipX, tipY);
  heads.lineTo(baseX - alongY * length * 0.4, baseY + alongX * length * 0.4);
  heads.lineTo(baseX + alongY * length * 0.4, baseY - alongX * length * 0.4);
}

/** It is shown, and its ends are not both beyond the same side of the picture. */
function canBeSeen(scene: Scene, edge: number): boolean {
  const [one, other] = [scene.ends[edge * 2] ?? -1, scene.ends[edge * 2 + 1] ?? -1];
  if (scene.look.edges[edge]?.isShown !== true || one < 0 || other < 0) return false;
  const [from, to] = [discOf(scene, one), discOf(scene, other)];
  const { width, height } = scene.box;
  return (
    Math.max(from.x, to.x) >= 0 &&
    Math.max(from.y, to.y) >= 0 &&
    Math.min(from.x, to.x) <= width &&
    Math.min(from.y, to.y) <= height
  );
}

function paintLabel(pen: Pen, scene: Scene, node: number, side: LabelSide): void {
  const { x, y } = labelMiddle(pen, scene, node, side);
  const text = scene.look.nodes[node]?.label ?? '';
  // With a rim, that it can be read over lines and nodes.
  pen.strokeStyle = scene.colour('surface');
  pen.lineWidth = 3;
  pen.lineJoin = 'round';
  pen.strokeText(text, x, y);
  pen.fillStyle = scene.colour('ink');
  pen.fillText(text, x, y);
}

/** The middle of a label and how wide it is; also sets how it is written. */
function labelMiddle(pen: Pen, scene: Scene, node: number, side: LabelSide): { x: number; y: number; width: number } {
  pen.font = FONT;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  const { x, y, radius } = discOf(scene, node);
  const { width } = pen.measureText(scene.look.nodes[node]?.label ?? '');
  const [aside, over] = [radius + LABEL_GAP + width / 2, radius + LABEL_GAP + LABEL_HALF];
  if (side === 'above' || side === 'below') return { x, y: side === 'above' ? y - over : y + over, width };
  return { x: side === 'right' ? x + aside : x - aside, y, width };
}
