import { createHash } from 'node:crypto';
import type { analyse, closePool } from '../../src/review/analyzers/analyse.js';
import type { runInPool } from '../../src/review/analyzers/pool.js';
import { openShare, type ThreadLoss } from '../../src/review/analyzers/thread-share.js';
import { languageOf, type Language } from '../../src/syntax/language-of.js';
import { analyzedFile } from '../review/analyzers/analyzed-file.js';
import { CODE_TEXTS, PLAIN_TEXTS } from '../review/analyzers/hostile-texts.js';

/** What a campaign tries: the pool from source, or the built one. */
export interface Pool {
  analyse: typeof analyse;
  runInPool: typeof runInPool;
  closePool: typeof closePool;
}

export interface CampaignResult {
  files: number;
  /** Files that were not read, each with its reason. */
  named: number;
  /** Files that were neither read nor named. */
  unnamed: string[];
  /** Innocent files that were not read, or read otherwise than in a fresh thread, right after a hostile one. */
  nextLost: string[];
  losses: Record<ThreadLoss['cause'], number>;
  slowestMs: number;
}

const INNOCENT: Record<string, string> = {
  ts: 'export function total(rows: number[]) { return rows.length; }',
  tsx: 'export const a = () => <p>{total()}</p>;',
  js: "eval(input);\nconst key = require('./key.js');",
  py: 'def total(rows):\n    eval(request.args["a"])\n    return rows',
  go: 'package a\nfunc Total(rows []int) int { return len(rows) }',
  java: 'class Shop { int total(int[] rows) { return rows.length; } }',
  rb: 'class Shop\n  def total(rows)\n    rows.length\n  end\nend',
  rs: 'struct Shop; impl Shop { fn total(&self) -> usize { 1 } }',
  php: '<?php class Shop { function total($rows) { return count($rows); } }',
  cs: 'class Shop { int Total(int[] rows) { return rows.Length; } }',
  cpp: 'struct Shop { int total(); };\nint Shop::total() { return 1; }',
};
const EXTENSIONS = [...Object.keys(INNOCENT), 'c', 'h', 'yml', 'json', 'mod', 'txt'];
/**
 * Far less than in production: most of the time of a campaign goes by waiting for the slow ones. On a busy machine it
 * wants more.
 */
const DEADLINE_MS = 500;

export const usage = 'analyzers [files] [seed] [largest file in characters] [deadline of a request in ms]';

/**
 * `npm run chaos analyzers [files] [seed] [largest] [deadline]`: hostile files of all kinds through the built threads;
 * Ctrl-C ends it with what was found.
 */
export async function campaign([
  files = '100000',
  seed = '1',
  largest = '1000000',
  deadline = String(DEADLINE_MS),
]: string[]): Promise<void> {
  const deadlineMs = Number(deadline);
  const folder = '../../dist/src/review/analyzers';
  const [analysis, pool] = await Promise.all(['analyse', 'pool'].map((name) => import(`${folder}/${name}.js`)));
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 1000);
  let ended = false;
  process.once('SIGINT', () => (ended = true));
  // What was found so far is told on the way: a campaign of an hour may be ended at any time.
  let told = 0;
  const tell = ({ files: done, named, unnamed, nextLost }: CampaignResult) => {
    const found = [...unnamed, ...nextLost];
    for (; told < found.length; told++) process.stderr.write(`${found[told]}\n`);
    if (done % 1000 === 0)
      process.stderr.write(
        `${done} files, ${seconds()} s: ${named} named, ${unnamed.length} unnamed, ${nextLost.length} next files lost\n`,
      );
    return !ended;
  };
  const result = await runCampaign(
    { ...analysis, ...pool } as Pool,
    { files: Number(files), seed, largest: Number(largest), deadlineMs },
    tell,
  );
  process.stdout.write(`Deadline ${deadlineMs / 1000} s a request (production: 3 to 10 s), ${seconds()} s in all\n`);
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  process.exitCode = result.unnamed.length + result.nextLost.length === 0 ? 0 : 1;
}

/**
 * Sends `files` hostile texts through the threads, each followed by an innocent file of the same language, whose
 * outline must be the one that a fresh thread gives. What is sent depends on `seed` alone. Ends early when `goOn` says
 * no.
 */
export async function runCampaign(
  { analyse, runInPool, closePool }: Pool,
  {
    files,
    seed,
    largest,
    deadlineMs = DEADLINE_MS,
  }: { files: number; seed: string; largest: number; deadlineMs?: number },
  goOn: (soFar: CampaignResult) => boolean = () => true,
): Promise<CampaignResult> {
  const losses = { trapped: 0, late: 0, memory: 0, ended: 0 };
  const threads = openShare({ budgetMs: Number.POSITIVE_INFINITY, lost: ({ cause }) => void (losses[cause] += 1) });
  const result: CampaignResult = { files: 0, named: 0, unnamed: [], nextLost: [], losses, slowestMs: 0 };
  const outline = (path: string, language: Language, text: string, deadlineMs: number) =>
    runInPool({ kind: 'outline', path, source: { language, text, lines: [1], places: [] } }, deadlineMs, threads);
  const expected = new Map<string, string>();
  for (const [extension, text] of Object.entries(INNOCENT)) {
    const path = `a.${extension}`;
    const answer = await outline(path, languageOf(path) ?? 'cpp', text, 30_000);
    expected.set(extension, JSON.stringify(answer.kind === 'outline' ? answer.outline : answer));
  }
  for (let index = 0; index < files; index += 1) {
    const { name, path, text, innocent } = hostileFile(`${seed} ${index}`, largest);
    const from = performance.now();
    const { unread } = await analyse([analyzedFile(path, text)], { threads, deadlineMs });
    const language = languageOf(path);
    const answer = language && (await outline(path, language, text, deadlineMs));
    result.slowestMs = Math.max(result.slowestMs, Math.round(performance.now() - from));
    const reasons = [...unread.map(({ reason }) => reason), ...(answer?.kind === 'failed' ? [answer.reason] : [])];
    if (reasons.length > 0) result.named += 1;
    if (unread.some(({ path: one }) => one !== path && one !== '(the change as a whole)') || reasons.includes('')) {
      result.unnamed.push(`${name} ${path}`);
    }
    const after = `a.${innocent}`;
    const next = await outline(after, languageOf(after) ?? 'cpp', INNOCENT[innocent] ?? '', 30_000);
    const given = JSON.stringify(next.kind === 'outline' ? next.outline : next);
    if (given !== expected.get(innocent)) result.nextLost.push(`${index}: ${name} ${path}: ${given.slice(0, 200)}`);
    result.files = index + 1;
    if (!goOn(result)) break;
  }
  await closePool();
  return result;
}

/** A file that depends on `key` alone: a kind of text, a language, a size (most of them small). */
function hostileFile(key: string, largest: number) {
  const random = createHash('sha256').update(key).digest();
  const extension = EXTENSIONS[random.readUInt32LE(0) % EXTENSIONS.length] ?? 'js';
  const kinds = Object.entries({ ...PLAIN_TEXTS, ...CODE_TEXTS[extension] });
  const [name, generate] = kinds[random.readUInt32LE(4) % kinds.length] ?? ['', () => ''];
  const share = random.readUInt32LE(8) / 2 ** 32;
  // Of ten files, about one is larger than a tenth of the range.
  const size = Math.min(largest, Math.round(4000 * (largest / 4000) ** (share ** 4)));
  const innocent = extension in INNOCENT ? extension : 'cpp';
  const path =
    extension === 'yml' ? '.github/workflows/a.yml' : extension === 'json' ? 'package.json' : `src/a.${extension}`;
  return { name, path: extension === 'mod' ? 'go.mod' : path, text: generate(size), innocent };
}
