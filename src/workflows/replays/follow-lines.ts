import { diffTexts } from '../../diff/diff-texts.js';
import { addedLines, placeAfter, wordsOf } from '../../diff/place-after.js';
import type { Hunk } from '../../diff/types.js';
import type { Block } from '../../review/replay/random-blocks.js';
import type { Snapshot, StoredSnapshot } from '../../snapshot/types.js';
import { createPauses } from '../../turns/create-pauses.js';
import type { FATES } from './replay-result.js';

export type Fate = (typeof FATES)[number];

/** Larger files are hardly written by hand. */
const LARGEST_FILE = 1024 * 1024;

/** The commits that lines are followed through. */
export interface Path {
  /** Of the pull request. */
  head: Snapshot;
  /** That brought it to the default branch. */
  merged: Snapshot;
  /** The default branch now. */
  tip: StoredSnapshot;
}

/**
 * What became of blocks of lines between the merge and now, in their order, by the rule of `nectr replay`: `changed`
 * when one of the lines is gone and no line with the same words stands anywhere, `kept` when all are there, moved or
 * not. `unknown`: nothing was merged after it, the merge itself changed them, or a file cannot be read.
 */
export async function followLines(blocks: readonly Block[], { head, merged, tip }: Path): Promise<Fate[]> {
  if (merged.sha === tip.sha) return blocks.map(() => 'unknown');
  const steps = new Map<string, { merge: Step; later: Step }>();
  for (const { path } of blocks)
    if (!steps.has(path))
      steps.set(path, { merge: await stepOf(head, merged, path), later: await stepOf(merged, tip, path) });
  const followed = blocks.map(({ path, lines }) => {
    const step = steps.get(path);
    return step === undefined ? 'unknown' : goneOf(step, path, lines);
  });
  const gone = new Set(followed.flatMap((one) => (one === 'unknown' ? [] : one.filter((words) => words !== null))));
  const elsewhere = await wordsIn(tip, gone);
  return followed.map((one) => {
    if (one === 'unknown') return 'unknown';
    return one.some((words) => words === null || !elsewhere.has(words)) ? 'changed' : 'kept';
  });
}

/** A file between two commits: how it changed, `gone`, or nothing that can be told. */
type Step = { kind: 'hunks'; before: string[]; hunks: Hunk[] } | { kind: 'gone'; before: string[] } | null;

async function stepOf(from: Snapshot, to: Snapshot, path: string): Promise<Step> {
  const [before, after] = [await textOf(from, path), await textOf(to, path)];
  if (before === null) return null;
  const lines = before.split('\n');
  if (after === null) return isOmitted(to, path) ? null : { kind: 'gone', before: lines };
  return { kind: 'hunks', before: lines, hunks: before === after ? [] : await diffTexts(before, after) };
}

/** The words of the lines that do not stand in the file any more (null: a line without words); empty: all do. */
function goneOf(
  { merge, later }: { merge: Step; later: Step },
  path: string,
  lines: readonly number[],
): (string | null)[] | 'unknown' {
  if (merge?.kind !== 'hunks' || later === null) return 'unknown';
  const byMerge = { path, hunks: merge.hunks };
  const places = lines.map((line) => placeAfter(byMerge, line, addedLines([byMerge])));
  if (places.includes('changed')) return 'unknown';
  if (later.kind === 'gone') return lines.map((line) => wordsOf(merge.before[line - 1] ?? ''));
  const file = { path, hunks: later.hunks };
  const added = addedLines([file]);
  return places.flatMap((place) => {
    if (place === 'changed' || placeAfter(file, place.line, added) !== 'changed') return [];
    return [wordsOf(later.before[place.line - 1] ?? '')];
  });
}

/** Which of `words` are the words of a line somewhere in a repository: read once, and only if something is looked for. */
async function wordsIn(snapshot: StoredSnapshot, words: ReadonlySet<string>): Promise<Set<string>> {
  const found = new Set<string>();
  if (words.size === 0) return found;
  const pause = createPauses();
  for await (const files of snapshot.readAll(LARGEST_FILE)) {
    for (const { bytes } of files) {
      for (const line of bytes?.toString('utf8').split('\n') ?? []) {
        const said = wordsOf(line);
        if (said !== null && words.has(said)) found.add(said);
      }
    }
    if (found.size === words.size) break;
    await pause();
  }
  return found;
}

async function textOf(snapshot: Snapshot, path: string): Promise<string | null> {
  if ((snapshot.sizeOf(path) ?? Infinity) > LARGEST_FILE) return null;
  return (await snapshot.readFile(path))?.toString('utf8') ?? null;
}

/** There, and yet not to be read. */
function isOmitted(snapshot: Snapshot, path: string): boolean {
  const isNamed = snapshot.omitted.some((one) => one.path === path || (one.files ?? 1) > 1);
  return isNamed || snapshot.sizeOf(path) !== null;
}
