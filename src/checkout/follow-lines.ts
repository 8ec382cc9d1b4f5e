import { addedLines, placeAfter } from '../diff/place-after.js';
import { CheckoutError } from './checkout-error.js';
import { GitError } from './git.js';
import { mirrorText } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';
import { readDiff } from './read-diff.js';

/** Lines of one file that are followed together. */
export interface FollowedLines {
  /** The change they came with. */
  head: string;
  /** The commit of the main line that brought that change. */
  merged: string;
  path: string;
  /** 1-based, in the file at `head`. */
  lines: readonly number[];
}

export type Fate =
  /** All of them stand in the tip, moved or not. */
  | { kind: 'kept' }
  /** At least one was changed or removed, first by this commit. */
  | { kind: 'changed'; in: string }
  /** The main line has no later commit, or a merge or an unreadable file hides what became of them. */
  | { kind: 'unknown' };

interface Tracked {
  /** Index of the input. */
  of: number;
  path: string;
  line: number;
}

/**
 * What became of lines along the first parents up to `tip`. A line counts as changed when a commit takes it away and
 * adds no line with the same words anywhere (white space aside): a move, an indentation and a rename change nothing.
 * The fates stand in the order of `followed`. Where the clone lacks what would tell them they are unknown.
 */
export async function followLines(
  checkout: Checkout,
  followed: readonly FollowedLines[],
  tip: string,
): Promise<Fate[]> {
  const fates = new Map<number, Fate>();
  const merges = new Set(followed.map(({ merged }) => merged));
  let active: Tracked[] = [];
  let before: string | null = null;
  const line = await mainLine(checkout, merges, tip);
  if (line === null) return followed.map(() => ({ kind: 'unknown' }));
  for (const commit of line) {
    if (before !== null && active.length > 0) active = await step(checkout, before, commit, active, fates);
    for (const [of, { merged, head, path, lines }] of followed.entries()) {
      if (merged !== commit) continue;
      if (commit === tip) fates.set(of, { kind: 'unknown' });
      else
        active.push(
          ...(await throughMerge(
            checkout,
            head,
            merged,
            of,
            lines.map((line) => ({ of, path, line })),
            fates,
          )),
        );
    }
    before = commit;
  }
  return followed.map((_, of) => fates.get(of) ?? { kind: 'kept' });
}

/** From the oldest of `merges` to the tip, oldest first. Null: a commit of it is missing. */
async function mainLine(checkout: Checkout, merges: ReadonlySet<string>, tip: string): Promise<string[] | null> {
  const listed = await unlessMissing(mirrorText(checkout, ['rev-list', '--first-parent', tip, '--']));
  if (listed === null) return null;
  const newestFirst = listed.trim().split('\n');
  const oldest = newestFirst.findLastIndex((commit) => merges.has(commit));
  return newestFirst.slice(0, oldest + 1).reverse();
}

/** A merge may have changed the lines on its way in: whose doing that was cannot be told. */
async function throughMerge(
  checkout: Checkout,
  head: string,
  merged: string,
  of: number,
  tracked: readonly Tracked[],
  fates: Map<number, Fate>,
): Promise<Tracked[]> {
  if (head === merged) return [...tracked];
  const lost = new Map<number, Fate>();
  const mapped = await step(checkout, head, merged, tracked, lost);
  if (lost.size === 0) return mapped;
  fates.set(of, { kind: 'unknown' });
  return [];
}

/** Where the lines stand after `commit`; what is gone is entered into `fates` with its whole block. */
async function step(
  checkout: Checkout,
  before: string,
  commit: string,
  tracked: readonly Tracked[],
  fates: Map<number, Fate>,
): Promise<Tracked[]> {
  const names = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', before, commit, '--'];
  const listed = await unlessMissing(mirrorText(checkout, names));
  const touched = new Set(listed?.split('\0'));
  if (listed !== null && !tracked.some(({ path }) => touched.has(path))) return [...tracked];
  const files = listed === null ? null : await unlessMissing(readDiff(checkout, before, commit, { context: 0 }));
  if (files === null) {
    for (const { of } of tracked) if (fates.get(of)?.kind !== 'changed') fates.set(of, { kind: 'unknown' });
    return [];
  }
  // A line that is gone may stand in what was not read.
  const hidden = files.some(({ unread }) => unread !== null);
  const byOldPath = new Map(
    files.filter(({ status }) => status !== 'added').map((file) => [file.oldPath ?? file.path, file]),
  );
  const added = addedLines(files);
  const moved = tracked.flatMap((each): Tracked[] => {
    const file = byOldPath.get(each.path);
    if (file === undefined) return [each];
    const found = file.binary || file.unread !== null ? 'unknown' : placeAfter(file, each.line, added);
    const place = found === 'changed' && hidden ? 'unknown' : found;
    if (typeof place !== 'string') return [{ of: each.of, ...place }];
    if (fates.get(each.of)?.kind !== 'changed')
      fates.set(each.of, place === 'unknown' ? { kind: 'unknown' } : { kind: 'changed', in: commit });
    return [];
  });
  return moved.filter(({ of }) => !fates.has(of));
}

/** Null where the clone has not got what was asked for: git calls that fatal. */
async function unlessMissing<T>(read: Promise<T>): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof CheckoutError || (error instanceof GitError && error.exitCode === 128)) return null;
    throw error;
  }
}
