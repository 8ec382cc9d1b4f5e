/** Works of this thread that wait to go on, each in a turn of its own. */
const line: (() => void)[] = [];
let isMoving = false;
/** Since when works have run in this turn of the event loop, in milliseconds of `performance.now()`. */
let turnFrom: number | null = null;

/**
 * Cuts a long work into slices: asked after each piece of it, gives a promise to wait for once this turn of the event
 * loop has taken `sliceMs`, by this work or by others that are cut like it, so that everybody else who shares this
 * thread gets a turn; null before that. Of all that wait one goes on in each turn: together they hold the loop no
 * longer than one of them alone, plus the first piece of each that begins in the same turn.
 */
export function createPauses(sliceMs = 8): () => Promise<void> | null {
  let from = turnStart();
  return () => {
    if (performance.now() - Math.min(from, turnStart()) < sliceMs) return null;
    return nextInLine().then(() => {
      from = performance.now();
    });
  };
}

function turnStart(): number {
  return turnFrom ?? beginTurn();
}

function beginTurn(): number {
  setImmediate(() => {
    turnFrom = null;
  });
  return (turnFrom = performance.now());
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
    beginTurn();
    line.shift()?.();
    moveOn();
  });
}
