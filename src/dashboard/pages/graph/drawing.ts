import { openCamera } from './camera.js';
import { newSheet, onceAFrame, whenQuiet, wipe } from './canvas.js';
import { labelsOf, MANY, type Label } from './labels.js';
import type { Look } from './look-of.js';
import { FONT, paintMarks, paintPicture } from './paint.js';
import { discOf, endsOf, fitted, isInBox, moved, nodeAt, type Box, type Scene } from './scene.js';
import { themeColours } from './theme-colours.js';

/** So long a picture is left alone before its names are put anew. */
const QUIET_MS = 150;
/** Pixels; in less the names would take the room of the picture. */
const NARROW = 500;

/** A picture that is on the page. */
export interface Drawing {
  /** Where the nodes are, in their order. */
  place(positions: Float32Array): void;
  /** Other colours and sizes of the same nodes and edges. */
  restyle(look: Look): void;
  /** Null: none. */
  choose(id: string | null): void;
  zoom(how: 'in' | 'out' | 'all'): void;
  end(): void;
}

interface On {
  onChoose(id: string | null): void;
  onOpen(id: string): void;
}

/**
 * Draws a picture on two canvases: the picture, and over it what is chosen and pointed at, so that a pointer does not make all
 * be painted. Not by WebGL: where the processor has to play the graphics card, a crowd takes ten times as long by it, and its
 * shaders alone as long as the rest of the page. Throws where a canvas gives no pen.
 */
export function openDrawing(box: HTMLElement, start: { look: Look; positions: Float32Array }, on: On): Drawing {
  const [picture, marks] = [newSheet(box), newSheet(box)];
  const ends = endsOf(start.look);
  let { look, positions } = start;
  let colour = themeColours();
  let labels: Label[] = [];
  let chosen: number | null = null;
  let hovered: number | null = null;

  const camera = openCamera(marks.canvas, {
    move: () => {
      paint.soon();
      quiet.touch();
    },
    isNode: (event) => pointedAt(event) !== null,
  });
  const fit = () => {
    const size = { width: box.clientWidth, height: box.clientHeight };
    return { size, ...fitted(positions, size, marginOf(size, look.nodes.length)) };
  };
  const sceneNow = (): Scene => {
    const { size, scale, x, y } = fit();
    const seen = camera.now();
    const places = moved(positions, { scale: scale * seen.k, x: seen.applyX(x), y: seen.applyY(y) });
    return { box: size, look, ends, places, growth: Math.sqrt(seen.k), colour };
  };
  let scene = sceneNow();
  const pointedAt = ({ offsetX: x, offsetY: y }: MouseEvent) => nodeAt(scene, { x, y });
  const idOf = (node: number | null) => (node === null ? null : (look.nodes[node]?.id ?? null));
  const numberOf = (id: string | null) => {
    const at = look.nodes.findIndex((node) => node.id === id);
    return at === -1 ? null : at;
  };

  const paintOver = () => {
    wipe(marks, scene.box);
    paintMarks(marks.pen, scene, { chosen, hovered, labels });
  };
  const paintAll = () => {
    scene = sceneNow();
    wipe(picture, scene.box);
    paintPicture(picture.pen, scene, labels);
    paintOver();
  };
  const arrange = () => {
    scene = sceneNow();
    picture.pen.font = FONT;
    labels = labelsOf(scene, (text) => picture.pen.measureText(text).width);
    paintAll();
  };
  const paint = onceAFrame(paintAll);
  const over = onceAFrame(paintOver);
  const quiet = whenQuiet(arrange, QUIET_MS);
  const resized = new ResizeObserver(() => {
    paint.soon();
    quiet.touch();
  });
  resized.observe(box);
  // A canvas writes with what is there, and does not write again when the font comes.
  document.fonts.load(FONT).then(
    () => quiet.touch(),
    () => undefined,
  );

  const point = (node: number | null) => {
    if (node === hovered) return;
    hovered = node;
    marks.canvas.style.cursor = node === null ? '' : 'pointer';
    over.soon();
  };
  marks.canvas.addEventListener('pointermove', (event) => point(event.buttons === 0 ? pointedAt(event) : null));
  marks.canvas.addEventListener('pointerleave', () => point(null));
  marks.canvas.addEventListener('click', (event) => on.onChoose(idOf(pointedAt(event))));
  marks.canvas.addEventListener('dblclick', (event) => {
    const id = idOf(pointedAt(event));
    if (id !== null) on.onOpen(id);
  });
  arrange();

  return {
    place: (next) => {
      positions = next;
      arrange();
    },
    restyle: (next) => {
      const now = themeColours();
      if (next === look && now('ink') === colour('ink')) return;
      [look, colour] = [next, now];
      arrange();
    },
    choose: (id) => {
      chosen = numberOf(id);
      over.soon();
      if (chosen === null || isInBox(discOf(scene, chosen), scene.box)) return;
      const { scale, x, y } = fit();
      camera.show((positions[chosen * 2] ?? 0) * scale + x, (positions[chosen * 2 + 1] ?? 0) * scale + y);
    },
    zoom: (how) => camera.zoom(how),
    end: () => {
      for (const part of [paint, over, quiet, camera]) part.end();
      resized.disconnect();
      for (const { canvas } of [picture, marks]) canvas.remove();
    },
  };
}

/** Names of a few nodes have room beside them, where there is some. */
function marginOf({ width }: Box, nodes: number): { x: number; y: number } {
  return { x: nodes > MANY || width < NARROW ? 24 : Math.min(100, width / 8), y: 32 };
}
