/**
 * How much more of the processor `large` takes than `small`. Each is run until it can be measured, and the best of several
 * runs counts; the time that others have the processor for does not.
 */
export function timeRatio(small: () => unknown, large: () => unknown): number {
  let times = 1;
  while (best(small, times, 1) < 3000 && times < 4096) times *= 2;
  return best(large, times, 2) / best(small, times, 3);
}

/** Microseconds of this process. */
function best(work: () => unknown, times: number, runs: number): number {
  let shortest = Infinity;
  for (let run = 0; run < runs; run++) {
    const from = process.cpuUsage();
    for (let time = 0; time < times; time++) work();
    const { user, system } = process.cpuUsage(from);
    shortest = Math.min(shortest, user + system);
  }
  return shortest;
}
