import { postHostile } from '../markdown/post-hostile.js';

const REPORT_EVERY_MS = 60_000;

export const usage = 'posting [texts] [first seed]';

/**
 * `npm run chaos posting [texts] [first seed]`: that many hostile texts are written into every place of what we post that is
 * not ours, and two renderers judge what was posted. Prints what acted, by seed; the exit code is 1 if anything did.
 */
export async function campaign([count = '1000000', first = '1']: readonly string[]): Promise<void> {
  if (!/^\d+$/.test(count) || !/^\d+$/.test(first)) throw new Error('texts and seed are numbers');
  const [wanted, firstSeed] = [Number(count), Number(first)];
  const total = { texts: 0, posts: 0, live: 0, caught: 0 };
  const started = Date.now();
  let told = started;
  for (let seed = firstSeed; total.texts < wanted; seed++) {
    const { texts, posts, live, caught } = postHostile(seed);
    for (const each of [...live, ...caught]) process.stdout.write(`${each}\n\n`);
    total.texts += texts;
    total.posts += posts;
    total.live += live.length;
    total.caught += caught.length;
    if (Date.now() - told < REPORT_EVERY_MS && total.texts < wanted) continue;
    told = Date.now();
    const seconds = Math.round((told - started) / 1000);
    process.stdout.write(
      `${total.texts} texts in ${total.posts} posts, seeds ${firstSeed} to ${seed}, ${seconds} s: ${total.live} live, ${total.caught} held by the last net\n`,
    );
  }
  process.exitCode = total.live + total.caught > 0 ? 1 : 0;
}
