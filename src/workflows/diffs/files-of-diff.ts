import { DiffParseError } from '../../diff/diff-parse-error.js';
import { parseDiff } from '../../diff/parse-diff.js';
import type { FileDiff } from '../../diff/types.js';
import { BOUNDS } from '../../review/bounds.js';
import type { ChangedFile } from '../../review/types.js';
import { safePath } from '../../snapshot/safe-path.js';
import { cutText } from '../../words/cut-text.js';
import { UnusableDiffError } from './unusable-diff-error.js';

/** A changed file of a diff, with its mode as git writes it; null: the diff does not say. */
export type DiffFile = ChangedFile & { newMode: string | null };

/**
 * The changed files of a `git diff`, as a review has them. Throws UnusableDiffError for what is no such diff, names a
 * path outside of the repository, a file twice, or more files than a review takes. Pure.
 */
export function filesOfDiff(diff: string): DiffFile[] {
  const files = parsed(diff);
  if (files.length === 0)
    throw new UnusableDiffError('This is no output of git diff: no line of it begins with "diff --git".');
  if (files.length > BOUNDS.files)
    throw new UnusableDiffError(`The diff has ${files.length} files; a review takes ${BOUNDS.files}.`);
  const seen = new Set<string>();
  for (const { path, oldPath } of files) {
    for (const one of [path, oldPath ?? path])
      if (safePath(`tree/${one}`) !== one) throw new UnusableDiffError(`${shown(one)} is no path in a repository.`);
    if (seen.has(path)) throw new UnusableDiffError(`The diff names ${shown(path)} twice: make one diff of the whole.`);
    seen.add(path);
  }
  return files.map(changedFile);
}

function parsed(diff: string): FileDiff[] {
  try {
    return parseDiff(diff);
  } catch (error) {
    if (error instanceof DiffParseError) throw new UnusableDiffError(`The diff cannot be read: ${error.message}.`);
    throw error;
  }
}

function changedFile({ path, oldPath, status, binary, hunks, newMode }: FileDiff): DiffFile {
  let [additions, deletions] = [0, 0];
  for (const { lines } of hunks)
    for (const { kind } of lines) {
      if (kind === 'added') additions++;
      else if (kind === 'removed') deletions++;
    }
  return { path, oldPath, status, additions, deletions, binary, hunks, unread: null, newMode };
}

function shown(path: string): string {
  return JSON.stringify(cutText(path, 200));
}
