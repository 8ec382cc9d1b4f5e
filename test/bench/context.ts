import { openShare } from '../../src/review/analyzers/thread-share.js';
import { heldTexts } from '../../src/review/plan/head-texts.js';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { diffAtOnce } from '../diff/diff-at-once.js';
import { closePool } from '../../src/review/analyzers/analyse.js';
import { readCode, type CodeContext } from '../../src/review/ask/code-context.js';
import { isFollowed } from '../../src/review/ask/code/resolve-uses.js';
import type { ChangedFile } from '../../src/review/types.js';
import { readTarball } from '../../src/snapshot/read-tarball.js';
import { sampleFile } from '../review/sample-change.js';
import { tarball, type Part } from '../snapshot/tarball.js';

const FILES = 2000;
const CHANGED = 50;
const ROUNDS = 9;

/**
 * One function of a generated file: it calls one of another file, so that there are definitions and callers to find.
 */
const LANGUAGES = [
  {
    ending: 'ts',
    head: (other: number) => `import { total${other} } from './file${other}.js';\n\n`,
    body: (n: number, other: number, at: number) =>
      `export function ${at === 0 ? `total${n}` : `part${n}x${at}`}(lines: Line[], rate: number): number {\n  let sum = 0;\n  for (const line of lines) {\n    if (line.price > rate) sum += line.price * line.count;\n  }\n  return sum + total${other}(lines, rate);\n}\n\n`,
  },
  {
    ending: 'py',
    head: (other: number) => `from .file${other} import total${other}\n\n`,
    body: (n: number, other: number, at: number) =>
      `def ${at === 0 ? `total${n}` : `part${n}x${at}`}(lines, rate):\n    amount = 0\n    for line in lines:\n        if line.price > rate:\n            amount += line.price * line.count\n    return amount + total${other}(lines, rate)\n\n\n`,
  },
  {
    ending: 'go',
    head: () => 'package shop\n\n',
    body: (n: number, other: number, at: number) =>
      `func ${at === 0 ? `total${n}` : `part${n}x${at}`}(lines []Line, rate int) int {\n\tsum := 0\n\tfor _, line := range lines {\n\t\tif line.Price > rate {\n\t\t\tsum += line.Price * line.Count\n\t\t}\n\t}\n\treturn sum + total${other}(lines, rate)\n}\n\n`,
  },
  {
    ending: 'rs',
    head: (other: number) => `use crate::file${other}::total${other};\n\n`,
    body: (n: number, other: number, at: number) =>
      `pub fn ${at === 0 ? `total${n}` : `part${n}x${at}`}(lines: &[Line], rate: u32) -> u32 {\n    let mut sum = 0;\n    for line in lines {\n        if line.price > rate {\n            sum += line.price * line.count;\n        }\n    }\n    sum + total${other}(lines, rate)\n}\n\n`,
  },
];

/**
 * The code context of a change of 50 files in a repository of 2,000 (four languages, 120 lines each): median time,
 * longest block of the event loop, memory. The snapshot lies in a real cache; the first round warms up.
 */
export async function bench(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'nectr-bench-'));
  const texts = new Map(Array.from({ length: FILES }, (_, index) => fileOf(index)));
  const sha = 'c'.repeat(40);
  const archive = await tarball(...[...texts].map(([path, text]): Part => [{ name: `r-1/${path}` }, text]));
  const snapshot = await readTarball(Readable.from([archive]), { sha, cacheFolder: root });
  const files: ChangedFile[] = [];
  const contents = new Map<string, string>();
  for (const [path, text] of [...texts].filter((_, index) => index % (FILES / CHANGED) < 1)) {
    const before = text.replaceAll('rate)', 'rate + 1)');
    files.push(sampleFile(path, { hunks: diffAtOnce(before, text) }));
    contents.set(path, text);
  }
  const times: number[] = [];
  const processor: number[] = [];
  const blocks: { wall: number; own: number }[] = [];
  let found: CodeContext = {
    symbols: [],
    types: [],
    definitions: [],
    siblings: [],
    tests: [],
    callers: [],
    notShown: [],
  };
  for (let round = 0; round <= ROUNDS; round++) {
    const probe = probeTurns();
    const [from, usedBefore] = [performance.now(), process.cpuUsage()];
    const code = await readCode(files, { texts: heldTexts(contents), snapshot, threads: openShare() });
    found = await code.contextOf(files);
    const ms = performance.now() - from;
    const block = probe.end();
    if (round === 0) continue;
    times.push(ms);
    const used = process.cpuUsage(usedBefore);
    processor.push((used.user + used.system) / 1000);
    blocks.push(block);
  }
  console.table({
    'changed files': files.length,
    'files of the repository': FILES,
    'median ms': Math.round(median(times)),
    'processor time of all threads, ms (median)': Math.round(median(processor)),
    'longest block of the event loop, ms (median)': Math.round(median(blocks.map(({ wall }) => wall))),
    'longest block of the event loop, ms (most)': Math.round(Math.max(...blocks.map(({ wall }) => wall))),
    'longest block in own processor time, ms (most)': Math.round(Math.max(...blocks.map(({ own }) => own))),
    'memory MB': Math.round(process.memoryUsage().rss / 1024 / 1024),
    definitions: found.definitions.length,
    'of them by import, receiver or type, not by a name in an imported file': found.definitions.filter(({ path }) =>
      isFollowed(path),
    ).length,
    'types, siblings, tests': found.types.length + found.siblings.length + found.tests.length,
    callers: found.callers.length,
    'not shown': found.notShown.length,
  });
  await closePool();
  rmSync(root, { recursive: true, force: true });
}

const SCHEDULE = '/proc/self/schedstat';

/**
 * The longest turn of the event loop until `end`, in time passed and in processor time of this thread: on a busy
 * machine the first also counts what others ran meanwhile. https://docs.kernel.org/scheduler/sched-stats.html
 */
function probeTurns(): { end(): { wall: number; own: number } } {
  const own = () => (existsSync(SCHEDULE) ? Number(readFileSync(SCHEDULE, 'utf8').split(' ')[0]) / 1e6 : NaN);
  let last = { wall: performance.now(), own: own() };
  const longest = { wall: 0, own: 0 };
  const look = () => {
    const now = { wall: performance.now(), own: own() };
    longest.wall = Math.max(longest.wall, now.wall - last.wall);
    longest.own = Math.max(longest.own, now.own - last.own);
    last = now;
  };
  const timer = setInterval(look, 1);
  return {
    end() {
      clearInterval(timer);
      look();
      return longest;
    },
  };
}

function fileOf(index: number): [string, string] {
  const language = LANGUAGES[index % LANGUAGES.length] ?? LANGUAGES[0];
  if (!language) throw new Error('no language');
  const other = (index + LANGUAGES.length * 7) % FILES;
  const bodies = Array.from({ length: 13 }, (_, at) => language.body(index, other, at));
  return [`src/${language.ending}/file${index}.${language.ending}`, language.head(other) + bodies.join('')];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
