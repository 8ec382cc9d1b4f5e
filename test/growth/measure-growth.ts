/** Work that was prepared for one input: only what is in here is measured. */
export type Work = () => unknown;

const SMALLEST = 4096;
const RUNS = 2;
/** Below this a measure says more about the machine than about the work. */
const COUNTS_MS = 4;
/** Four times the input: four times the work when it is linear, sixteen times when it is quadratic. */
const MOST_GROWTH = 9;
/** The same of what takes less than counts: the machine's part in it is larger. */
const MOST_GROWTH_OF_LITTLE = 12;
/** What has grown by no more is not measured again. */
const LINEAR_GROWTH = 6;
const ATTEMPTS = 8;
/** A single run that takes this long is not tried at a larger size. */
const ENDLESS_MS = 4000;

/**
 * Runs `prepare(size)` for 4 kB, 16 kB … up to `largest` and answers with null where the work grows with its input, or
 * with what was seen where it grows faster. Each time is CPU time of this process, the least of some runs; what is not
 * clear is measured again, so that a busy machine neither makes a finding nor hides one. The size at which times begin to
 * count is found by itself. `timeOf`: milliseconds of a work.
 */
export async function measureGrowth(
  prepare: (size: number) => Work,
  largest: number,
  timeOf: (work: Work) => Promise<number> = leastTime,
): Promise<string | null> {
  for (let size = SMALLEST; size * 4 <= largest; size *= 4) {
    const small = await timeOf(prepare(size));
    if (small > ENDLESS_MS) return `${size} bytes take ${Math.round(small)} ms`;
    if (small < COUNTS_MS && size * 16 <= largest) continue;
    const seen = await suspicion(prepare, size, timeOf);
    if (seen !== null || small >= COUNTS_MS) return seen;
  }
  return null;
}

/** Whatever else runs only adds to a time: of both sizes the least of all attempts is nearest to the truth. */
async function suspicion(
  prepare: (size: number) => Work,
  size: number,
  timeOf: (work: Work) => Promise<number>,
): Promise<string | null> {
  let [small, large] = [Infinity, Infinity];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    small = Math.min(small, await timeOf(prepare(size)));
    large = Math.min(large, await timeOf(prepare(size * 4)));
    if (large <= Math.max(small, COUNTS_MS / 4) * LINEAR_GROWTH) return null;
  }
  const most = small < COUNTS_MS ? MOST_GROWTH_OF_LITTLE : MOST_GROWTH;
  if (large <= Math.max(small, COUNTS_MS / 4) * most) return null;
  return `${size} bytes take ${small.toFixed(1)} ms, four times as many ${large.toFixed(1)} ms`;
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
