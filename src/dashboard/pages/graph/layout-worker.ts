import { createLayout, type LayoutTask } from './layout.js';

/** What the worker tells: where all nodes are by now (x, y, x, y …), and whether they stay there. */
export interface Laid {
  positions: Float32Array<ArrayBuffer>;
  isLast: boolean;
}

/** So long it works between two batches; a page that shows each of them must have time for other things. */
const BATCH_MS = 160;
const LONGEST_MS = 6000;
const MOST_STEPS = 400;

/** Of the worker's scope, whose types are not those of a page. */
const scope = self as unknown as {
  onmessage: ((event: MessageEvent<LayoutTask>) => void) | null;
  postMessage(message: Laid, transfer: Transferable[]): void;
};

scope.onmessage = ({ data }) => {
  const layout = createLayout(data);
  const tell = (isLast: boolean) => {
    const positions = layout.positions();
    scope.postMessage({ positions, isLast }, [positions.buffer]);
  };
  const started = performance.now();
  let steps = 0;
  for (let isDone = false; !isDone;) {
    const batch = performance.now();
    while (performance.now() - batch < BATCH_MS && steps < MOST_STEPS) {
      layout.step();
      steps += 1;
    }
    isDone = steps >= MOST_STEPS || performance.now() - started > LONGEST_MS;
    tell(isDone);
  }
};
