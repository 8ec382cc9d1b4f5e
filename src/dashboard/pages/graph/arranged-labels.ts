import { labelSides, type LabelSide } from './label-sides.js';
import type { Graph, Renderer } from './renderer.js';

/** Of more nodes than these sigma decides which say their name. */
const MOST = 300;
/** So long a picture is left alone before its labels are arranged anew. */
const QUIET_MS = 150;

/** Puts the labels of a small picture where they cover nothing, again when it is zoomed; `arrange` begins it. */
export function arrangedLabels(sigma: Renderer['sigma'], graph: Graph): { arrange(): void; end(): void } {
  const pen = document.createElement('canvas').getContext('2d');
  if (graph.order > MOST || pen === null) return { arrange: () => undefined, end: () => undefined };
  pen.font = '12px "Inter Variable", sans-serif';
  const widths = new Map(graph.mapNodes((id, { label }) => [id, pen.measureText(label).width]));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasBegun = false;
  const run = () => {
    const sides = labelSides(
      graph.mapNodes((id, { x, y, size }) => ({
        ...sigma.graphToViewport({ x, y }),
        radius: sigma.scaleSize(size),
        width: widths.get(id) ?? 0,
      })),
      sigma.getDimensions(),
    );
    let at = 0;
    graph.updateEachNodeAttributes(
      (_id, attributes) => {
        const side: LabelSide | null = sides[at] ?? null;
        at += 1;
        return { ...attributes, side };
      },
      { attributes: ['side'] },
    );
  };
  const later = () => {
    if (!hasBegun) return;
    clearTimeout(timer);
    timer = setTimeout(run, QUIET_MS);
  };
  sigma.getCamera().on('updated', later);
  sigma.on('resize', later);
  return {
    arrange: () => {
      hasBegun = true;
      later();
    },
    end: () => clearTimeout(timer),
  };
}
