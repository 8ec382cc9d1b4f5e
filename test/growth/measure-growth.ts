/** Work that was prepared for one input: only what is in here is measured. */
export type Work = () => unknown;

const SMALLEST = 4096;
const RUNS = 2;
/** Below this a measure says more about the machine than about the work. */
const COUNTS_MS = 4;
/** Four times the input: four times the work when it is linear, sixteen times when it is quadratic. */
const MOST_GROWTH = 9;
const ATTEMPTS = 4;
/** A single run that takes this long is not tried at a larger size. */
const ENDLESS_MS = 4000;

/**
 * Runs `prepare(size)` for 4 kB, 16 kB … up to `largest` and answers with null where the work grows with its input, or
 * with what was seen where it grows faster. Each time is CPU time of this thread, the least of some runs; a suspicion
 * is measured again, so that a busy machine is no finding. The size at which times begin to count is found by itself.
 */
export async function measureGrowth(prepare: (size: number) => Work, largest: number): Promise<string | null> {
  for (let size = SMALLEST; size * 4 <= largest; size *= 4) {
    const small = await leastTime(prepare(size));
    if (small > ENDLESS_MS) return `${size} bytes take ${Math.round(small)} ms`;
    if (small < COUNTS_MS && size * 16 <= largest) continue;
    const seen = await suspicion(prepare, size);
    if (seen !== null || small >= COUNTS_MS) return seen;
  }
  return null;
}

async function suspicion(prepare: (size: number) => Work, size: number): Promise<string | null> {
  let seen = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const small = await leastTime(prepare(size));
    const large = await leastTime(prepare(size * 4));
    if (large <= Math.max(small, COUNTS_MS / 4) * MOST_GROWTH) return null;
    seen = `${size} bytes take ${small.toFixed(1)} ms, four times as many ${large.toFixed(1)} ms`;
  }
  return seen;
}

async function leastTime(work: Work): Promise<number> {
  let least = Infinity;
  for (let run = 0; run < RUNS; run++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
    if (least < COUNTS_MS / 8 || least > ENDLESS_MS) break;
  }
  return least;
}
