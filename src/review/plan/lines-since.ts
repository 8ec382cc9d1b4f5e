import { hasMoreLines } from '../../diff/has-more-lines.js';
import type { Snapshot } from '../../snapshot/types.js';
import { createPauses } from '../../turns/create-pauses.js';
import { BOUNDS } from '../bounds.js';
import { changedSince } from './changed-since.js';
import type { ChangedFile } from '../types.js';
import type { HeadTexts } from './head-texts.js';
import { UnreadableError } from './unreadable-error.js';

/**
 * Lines of each file that are new since the head of the last round, by path: what a later round speaks about. If that
 * head cannot be had any more, `since` is null, everything is read again, and a notice says so.
 */
export async function linesSince(
  files: readonly ChangedFile[],
  texts: HeadTexts,
  openLast: () => Promise<Snapshot>,
): Promise<{ since: Map<string, Set<number>> | null; notices: string[] }> {
  let last: Snapshot;
  try {
    last = await openLast();
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return { since: null, notices: ['The head of the last round cannot be read any more: everything was read again.'] };
  }
  const since = new Map<string, Set<number>>();
  const pause = createPauses();
  for (const { path, oldPath, hunks } of files) {
    await pause();
    const headText = await texts.read(path);
    if (headText === null) continue;
    const oldText = (await textAt(last, path)) ?? (oldPath === null ? null : await textAt(last, oldPath));
    const comparable = oldText !== null && isComparable(oldText) && isComparable(headText);
    since.set(path, await changedSince({ oldText: comparable ? oldText : null, headText, hunks }));
  }
  return { since, notices: [] };
}

/** Of a text that is too long to be compared, everything that the pull request adds counts as new. */
function isComparable(text: string): boolean {
  return !hasMoreLines(text, BOUNDS.comparedLines);
}

/** Null: not there, or not to be read, and then everything that the pull request adds counts as new. */
async function textAt(last: Snapshot, path: string): Promise<string | null> {
  try {
    return (await last.readFile(path))?.toString('utf8') ?? null;
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return null;
  }
}
