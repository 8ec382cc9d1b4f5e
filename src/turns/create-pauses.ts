/** Works of this thread that wait to go on, each in a turn of its own. */
const line: (() => void)[] = [];
let isMoving = false;

/**
 * Cuts a long work into slices: asked after each piece of it, gives a promise to wait for once `sliceMs` have passed,
 * so that everybody else who shares this thread gets a turn, and null before that. Of all works that are cut like this
 * one goes on in each turn of the event loop: together they hold it no longer than one of them alone.
 */
export function createPauses(sliceMs = 8): () => Promise<void> | null {
  let from = performance.now();
  return () => {
    if (performance.now() - from < sliceMs) return null;
    return nextInLine().then(() => {
      from = performance.now();
    });
  };
}

function nextInLine(): Promise<void> {
  return new Promise((resolve) => {
    line.push(resolve);
    if (!isMoving) moveOn();
  });
}

function moveOn(): void {
  isMoving = line.length > 0;
  if (!isMoving) return;
  // All that wait for the same turn by themselves would go on one after the other before anybody else.
  setImmediate(() => {
    line.shift()?.();
    moveOn();
  });
}
