import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Cuts a long work into slices: asked after each piece of it, gives a promise to wait for once `sliceMs` have passed, so
 * that everybody else who shares this thread gets a turn, and null before that.
 */
export function createPauses(sliceMs = 8): () => Promise<void> | null {
  let from = performance.now();
  return () => {
    if (performance.now() - from < sliceMs) return null;
    return nextTurn().then(() => {
      from = performance.now();
    });
  };
}
