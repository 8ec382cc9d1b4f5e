import type { Box } from './scene.js';

/** A canvas that fills its parent, and what paints on it. */
export interface Sheet {
  canvas: HTMLCanvasElement;
  pen: CanvasRenderingContext2D;
}

/** Adds a canvas to the element, over those that are there. Throws where there is no pen for it. */
export function newSheet(parent: HTMLElement): Sheet {
  const canvas = document.createElement('canvas');
  canvas.className = 'absolute inset-0 size-full touch-pan-y';
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('this browser gives no pen for a canvas');
  parent.append(canvas);
  return { canvas, pen };
}

/** Makes it empty, as fine as the screen is; one then paints in pixels of the page. */
export function wipe({ canvas, pen }: Sheet, { width, height }: Box): void {
  const fine = devicePixelRatio;
  const [across, down] = [Math.round(width * fine), Math.round(height * fine)];
  if (canvas.width !== across || canvas.height !== down) [canvas.width, canvas.height] = [across, down];
  pen.setTransform(fine, 0, 0, fine, 0, 0);
  pen.clearRect(0, 0, width, height);
}

/** `soon` calls `run` once before the next frame, however often it is asked. */
export function onceAFrame(run: () => void): { soon(): void; end(): void } {
  let asked: number | null = null;
  return {
    soon: () => {
      asked ??= requestAnimationFrame(() => {
        asked = null;
        run();
      });
    },
    end: () => {
      if (asked !== null) cancelAnimationFrame(asked);
    },
  };
}

/** Calls `run` when `touch` was not called for so long; not any more after `end`. */
export function whenQuiet(run: () => void, ms: number): { touch(): void; end(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hasEnded = false;
  return {
    touch: () => {
      clearTimeout(timer);
      if (!hasEnded) timer = setTimeout(run, ms);
    },
    end: () => {
      hasEnded = true;
      clearTimeout(timer);
    },
  };
}
