/**
 * How much more of the processor `large` takes than `small`. The time that others have the processor for does not
 * count; what stays of a busy machine is met by measuring up to five times, until the ratio is below `enough`.
 */
export function timeRatio(small: () => unknown, large: () => unknown, enough: number): number {
  let ratio = Infinity;
  for (let attempt = 0; attempt < 5 && ratio >= enough; attempt++)
    ratio = Math.min(ratio, best(large, 2) / best(small, 8));
  return ratio;
}

/** Microseconds of this process for one run, the best of three times. */
function best(work: () => unknown, runs: number): number {
  let shortest = Infinity;
  for (let time = 0; time < 3; time++) {
    const from = process.cpuUsage();
    for (let run = 0; run < runs; run++) work();
    const { user, system } = process.cpuUsage(from);
    shortest = Math.min(shortest, (user + system) / runs);
  }
  return Math.max(shortest, 1);
}
