import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Round } from '../markdown/post-hostile.js';

const REPORT_EVERY_MS = 60_000;
const SEEDS_AT_ONCE = 10;
const WORKER = fileURLToPath(new URL('posting/worker.ts', import.meta.url));

/** What a worker is told. */
export interface Seeds {
  first: number;
  count: number;
}

export const usage = 'posting [texts] [first seed] [processes]';

/**
 * `npm run chaos posting [texts] [first seed] [processes]`: that many hostile texts are written into every place of
 * what we post that is not ours, and two renderers judge what was posted. Prints what acted, by seed; the exit code is
 * 1 if anything did.
 */
export async function campaign([
  count = '1000000',
  first = '1',
  processes = String(availableParallelism()),
]: readonly string[]): Promise<void> {
  if (![count, first, processes].every((each) => /^\d+$/.test(each)) || Number(processes) === 0)
    throw new Error('texts, seed and processes are numbers');
  const total = { texts: 0, posts: 0, live: 0, caught: 0 };
  const started = Date.now();
  let next = Number(first);
  let told = started;
  const tell = () => {
    told = Date.now();
    const seconds = Math.round((told - started) / 1000);
    process.stdout.write(
      `${total.texts} texts in ${total.posts} posts, seeds ${first} to ${next - 1}, ${seconds} s: ${total.live} live, ${total.caught} held by the last net\n`,
    );
  };
  const add = ({ texts, posts, live, caught }: Round) => {
    for (const each of [...live, ...caught]) process.stdout.write(`${each}\n\n`);
    total.texts += texts;
    total.posts += posts;
    total.live += live.length;
    total.caught += caught.length;
    if (Date.now() - told >= REPORT_EVERY_MS) tell();
  };
  const more = (): Seeds | null => {
    if (total.texts >= Number(count)) return null;
    next += SEEDS_AT_ONCE;
    return { first: next - SEEDS_AT_ONCE, count: SEEDS_AT_ONCE };
  };
  await Promise.all(Array.from({ length: Number(processes) }, () => work(fork(WORKER), more, add)));
  tell();
  process.exitCode = total.live + total.caught > 0 ? 1 : 0;
}

/** Keeps one worker busy until there is no more; rejects if it ends before. */
function work(worker: ChildProcess, more: () => Seeds | null, add: (round: Round) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let seeds: Seeds | null = null;
    const give = () => {
      seeds = more();
      if (seeds !== null) return worker.send(seeds);
      worker.off('exit', died);
      worker.disconnect();
      resolve();
    };
    const died = (code: number | null) =>
      reject(new Error(`a worker ended with ${code} in the seeds from ${seeds?.first}`));
    worker.on('message', (rounds: Round[]) => {
      for (const round of rounds) add(round);
      give();
    });
    worker.on('error', reject).on('exit', died);
    give();
  });
}
