import { select } from 'd3-selection';
import 'd3-transition';
import { zoom, zoomIdentity, type ZoomTransform } from 'd3-zoom';

const STEP = 1.6;
const MOST = 50;
const LEAST = 1 / 3;
const GLIDE_MS = 200;

/** What part of a picture is seen: wheel, drag and two fingers move it. */
export interface Camera {
  now(): ZoomTransform;
  zoom(how: 'in' | 'out' | 'all'): void;
  /** Moves the point, as it is at the beginning, to the middle. */
  show(x: number, y: number): void;
  end(): void;
}

/** `isNode` tells whether a double click hits a node: all others come nearer. */
export function openCamera(element: HTMLElement, on: { move(): void; isNode(event: MouseEvent): boolean }): Camera {
  let current = zoomIdentity;
  const target = select<HTMLElement, unknown>(element);
  const behaviour = zoom<HTMLElement, unknown>()
    .scaleExtent([LEAST, MOST])
    .clickDistance(4)
    .filter((event: MouseEvent | TouchEvent) => {
      // One finger scrolls the page, as beside the picture.
      if ('touches' in event) return event.touches.length > 1;
      if (event.type === 'dblclick') return !on.isNode(event);
      return event.type === 'wheel' || (!event.ctrlKey && event.button === 0);
    })
    .on('zoom', ({ transform }: { transform: ZoomTransform }) => {
      current = transform;
      on.move();
    });
  target.call(behaviour);
  // Whoever wants no motion gets none.
  const ms = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : GLIDE_MS;
  return {
    now: () => current,
    zoom: (how) => {
      const glide = target.transition().duration(ms);
      if (how === 'all') behaviour.transform(glide, zoomIdentity);
      else behaviour.scaleBy(glide, how === 'in' ? STEP : 1 / STEP);
    },
    show: (x, y) => behaviour.translateTo(target.transition().duration(ms), x, y),
    end: () => {
      target.interrupt();
      target.on('.zoom', null);
    },
  };
}
