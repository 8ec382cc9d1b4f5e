import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const RUNS = 3;

/**
 * For how long `work` holds the event loop at most, in milliseconds of this thread's own CPU time between two turns of
 * it, because a busy machine stretches every other clock. The least of three runs: what holds holds in each of them.
 */
export async function longestHold(work: () => unknown): Promise<number> {
  let least = Infinity;
  for (let run = 0; run < RUNS; run++) least = Math.min(least, await holdOf(work));
  return least;
}

async function holdOf(work: () => unknown): Promise<number> {
  let longest = 0;
  let before = cpuMs();
  const tick = setInterval(() => {
    const now = cpuMs();
    longest = Math.max(longest, now - before);
    before = now;
  }, 1);
  try {
    await sleep(10);
    longest = 0;
    await work();
    await sleep(10);
    return longest;
  } finally {
    clearInterval(tick);
  }
}

/** Elsewhere than on Linux that of the whole process is known only. */
function cpuMs(): number {
  if (process.platform === 'linux')
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
