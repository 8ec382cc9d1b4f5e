import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';
import { readLastChanges } from '../../src/checkout/read-last-changes.js';

const run = promisify(execFile);

const Plan = z.object({
  requests: z.array(z.object({ tokens: z.number(), cachedTokens: z.number() })),
  dollars: z.object({ least: z.number(), most: z.number() }),
});

/** Changed lines, the largest of each size. */
const SIZES = [
  ['small', 50],
  ['medium', 300],
  ['large', Infinity],
] as const;

/**
 * `npm run bench cost -- --repo <path> [--repo <path>] [--last 60]`: the last merged changes of repositories as `nectr
 * review --dry-run` plans them, in three sizes: the median change of each, and what a hundred of them cost between the two
 * ends of the estimate. Merges of nothing but what is left out by default are counted, too. Needs the build.
 */
export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { repo: { type: 'string', multiple: true, default: ['.'] }, last: { type: 'string', default: '60' } },
  });
  const changes: PlannedChange[] = [];
  for (const repo of values.repo) {
    for (const { base, head } of await readLastChanges(repo, Number(values.last))) {
      const lines = await changedLines(repo, base, head);
      if (lines > 0) changes.push({ lines, ...(await plan(repo, `${base}...${head}`)) });
    }
  }
  let from = 1;
  const rows: Record<string, object> = {};
  for (const [name, to] of SIZES) {
    const these = changes.filter(({ lines }) => lines >= from && lines <= to);
    rows[name] = {
      changes: these.length,
      lines: median(these.map(({ lines }) => lines)),
      requests: median(these.map(({ requests }) => requests)),
      tokens: median(these.map(({ tokens }) => tokens)),
      'of a hundred, from $': hundred(these.map(({ least }) => least)),
      'to $': hundred(these.map(({ most }) => most)),
    };
    from = to + 1;
  }
  console.table(rows);
  console.log(
    `${changes.length} changes of ${values.repo.length} repositories; tokens and lines are medians, dollars a hundred times the mean.`,
  );
}

interface PlannedChange {
  lines: number;
  requests: number;
  /** What all first requests read. */
  tokens: number;
  /** US dollars. */
  least: number;
  most: number;
}

async function plan(repo: string, range: string): Promise<Omit<PlannedChange, 'lines'>> {
  const { stdout } = await run(
    process.execPath,
    ['dist/src/cli.js', 'review', range, '--repo', repo, '--dry-run', '--format', 'json', '--no-env-file'],
    { env: { PATH: process.env['PATH'] }, maxBuffer: 64 * 1024 * 1024 },
  );
  const { requests, dollars } = Plan.parse(JSON.parse(stdout));
  return {
    requests: requests.length,
    tokens: requests.reduce((sum, { tokens }) => sum + tokens, 0),
    least: dollars.least,
    most: dollars.most,
  };
}

async function changedLines(repo: string, base: string, head: string): Promise<number> {
  const { stdout } = await run('git', ['-C', repo, 'diff', '--numstat', `${base}...${head}`], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout
    .split('\n')
    .map((line) => /^(\d+)\t(\d+)\t/.exec(line))
    .reduce((sum, counts) => sum + Number(counts?.[1] ?? 0) + Number(counts?.[2] ?? 0), 0);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function hundred(values: readonly number[]): string {
  const sum = values.reduce((all, one) => all + one, 0);
  return ((sum / Math.max(1, values.length)) * 100).toFixed(2);
}
