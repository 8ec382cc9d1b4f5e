import { createPauses } from './create-pauses.js';

/** Items between two looks at the clock, which costs as much as a few of them. */
const STEP = 128;

/** `work` on each of many items, with turns for everybody else who shares this thread in between. */
export async function eachInTurns<T>(items: Iterable<T>, work: (item: T) => void): Promise<void> {
  const pause = createPauses();
  let done = 0;
  for (const item of items) {
    work(item);
    if (++done % STEP === 0) await pause();
  }
}
