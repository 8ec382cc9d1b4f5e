import { mirrorText } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';

/** The commit that a line of a file came with. */
export interface BlamedLine {
  line: number;
  sha: string;
  summary: string;
}

const MOST_RANGES = 50;

/**
 * Which commits brought `lines` of `path` as it stands at `commit`; neighbours are asked together. `isWhole`: there
 * were no more places than are asked for at once. Throws GitError, also after `deadlineMs`.
 */
export async function blameLines(
  checkout: Pick<Checkout, 'mirror'>,
  commit: string,
  path: string,
  lines: readonly number[],
  deadlineMs: number,
): Promise<{ blamed: BlamedLine[]; isWhole: boolean }> {
  const all = rangesOf(lines);
  const ranges = all.slice(0, MOST_RANGES);
  const isWhole = ranges.length === all.length;
  if (ranges.length === 0) return { blamed: [], isWhole };
  const args = [
    'blame',
    '--porcelain',
    '-w',
    ...ranges.flatMap(([from, to]) => ['-L', `${from},${to}`]),
    commit,
    '--',
    path,
  ];
  const text = await mirrorText(checkout, args, [], {}, deadlineMs);
  const summaries = new Map<string, string>();
  const found: { line: number; sha: string }[] = [];
  let sha = '';
  for (const row of text.split('\n')) {
    const head = /^([0-9a-f]{40,64}) \d+ (\d+)/.exec(row);
    if (head) {
      sha = head[1] ?? '';
      found.push({ line: Number(head[2]), sha });
    } else if (row.startsWith('summary ')) summaries.set(sha, row.slice('summary '.length, 'summary '.length + 200));
  }
  const wanted = new Set(lines);
  return {
    blamed: found.flatMap((one) => (wanted.has(one.line) ? [{ ...one, summary: summaries.get(one.sha) ?? '' }] : [])),
    isWhole,
  };
}

function rangesOf(lines: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const line of lines.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && line <= last[1] + 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges;
}
