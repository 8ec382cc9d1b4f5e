import type { LayoutTask } from './layout.js';
import type { Laid } from './layout-worker.js';
import type { PictureEdge, PictureNode } from './graph-query.js';
import { folderOf } from '../repos/files/ancestors-of.js';

/** The picture as the layout knows it. Pure. */
export function layoutTask(nodes: readonly PictureNode[], edges: readonly PictureEdge[]): LayoutTask {
  const numbers = new Map(nodes.map(({ id }, at) => [id, at]));
  const folders = new Map<string, number>();
  const groups = Uint16Array.from(nodes, ({ path }) => {
    const folder = folderOf(path);
    const known = folders.get(folder) ?? folders.size;
    folders.set(folder, known);
    return known;
  });
  const known = edges.flatMap(({ from, to, weight }) => {
    const [a, b] = [numbers.get(from), numbers.get(to)];
    return a === undefined || b === undefined || a === b ? [] : [{ a, b, weight }];
  });
  return {
    order: nodes.length,
    edges: Uint32Array.from(known.flatMap(({ a, b }) => [a, b])),
    weights: Float32Array.from(known, ({ weight }) => 1 + Math.log2(Math.max(1, weight))),
    groups,
  };
}

/** Lays a picture out beside the page; `onLaid` is told each batch of positions. Returns how to end it. */
export function startLayout(task: LayoutTask, onLaid: (laid: Laid) => void): () => void {
  const worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<Laid>) => onLaid(data));
  worker.postMessage(task, [task.edges.buffer, task.weights.buffer, task.groups.buffer] as ArrayBuffer[]);
  return () => worker.terminate();
}
