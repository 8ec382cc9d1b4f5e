import { performance } from 'node:perf_hooks';
import { diffAtOnce } from '../diff/diff-at-once.js';
import { parseDiff } from '../../src/diff/parse-diff.js';

const SIZES = [1_000, 10_000, 100_000];
const ROUNDS = 9;
const WARM_ROUNDS = 50;

/**
 * Time of parsing a diff and of rebuilding a patch at three sizes: median, least and most of nine, and as a ratio to
 * the smallest in the same run, where 10 and 100 are linear. The texts are made before, and the code is warm.
 */
export async function bench(): Promise<void> {
  const parse = SIZES.map((size) => {
    const text = diffOf(size);
    return () => parseDiff(text);
  });
  const rebuild = SIZES.map((size) => {
    const texts = [textOf(size, 'old'), textOf(size, 'new')] as const;
    return () => diffAtOnce(...texts);
  });
  for (const works of [parse, rebuild]) for (let round = 0; round < WARM_ROUNDS; round++) works[1]?.();
  const times = { parse: parse.map(measure), rebuild: rebuild.map(measure) };
  console.table(
    SIZES.map((lines, at) => ({
      lines,
      ...columns('parse', times.parse, at),
      ...columns('rebuild', times.rebuild, at),
    })),
  );
}

function columns(name: string, times: readonly number[][], at: number): Record<string, string> {
  const [least = 0, median = 0, most = 0] = times[at] ?? [];
  return {
    [`${name} ms`]: median.toFixed(2),
    [`${name} min-max`]: `${least.toFixed(2)}-${most.toFixed(2)}`,
    [`${name} ratio`]: (median / (times[0]?.[1] ?? 1)).toFixed(1),
  };
}

/** Least, median and most, milliseconds. */
function measure(work: () => unknown): number[] {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).toSorted((a, b) => a - b);
  return [times[0] ?? 0, times[ROUNDS >> 1] ?? 0, times[ROUNDS - 1] ?? 0];
}

function diffOf(lines: number): string {
  const hunks = Array.from({ length: lines / 10 }, (_, at) => {
    const start = at * 20 + 1;
    return `@@ -${start},8 +${start},8 @@\n a\n b\n c\n-old ${at}\n-old\n+new ${at}\n+new\n d\n e\n f`;
  });
  return `diff --git a/f b/f\n--- a/f\n+++ b/f\n${hunks.join('\n')}\n`;
}

/** Two texts that differ in 20 places, whatever their size. */
function textOf(lines: number, word: string): string {
  return Array.from({ length: lines }, (_, at) => `${at % (lines / 20) === 0 ? word : 'line'} ${at}\n`).join('');
}
