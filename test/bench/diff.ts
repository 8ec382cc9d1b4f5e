import { performance } from 'node:perf_hooks';
import { diffTexts } from '../../src/diff/diff-texts.js';
import { parseDiff } from '../../src/diff/parse-diff.js';

const SIZES = [1_000, 10_000, 100_000];
const ROUNDS = 9;

/** Median time of parsing a diff and of rebuilding a patch at three sizes, as ratios to the smallest in the same run: 10 and 100 are linear. */
export async function bench(): Promise<void> {
  const parse = SIZES.map((size) => median(() => parseDiff(diffOf(size))));
  const rebuild = SIZES.map((size) => median(() => diffTexts(textOf(size, 'old'), textOf(size, 'new'))));
  console.table(
    SIZES.map((lines, at) => ({
      lines,
      'parse ms': parse[at]?.toFixed(2),
      'parse ratio': ((parse[at] ?? 0) / (parse[0] ?? 1)).toFixed(1),
      'rebuild ms': rebuild[at]?.toFixed(2),
      'rebuild ratio': ((rebuild[at] ?? 0) / (rebuild[0] ?? 1)).toFixed(1),
    })),
  );
}

function median(work: () => unknown): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).toSorted((a, b) => a - b);
  return times[ROUNDS >> 1] ?? 0;
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
