import type { Snapshot } from '../snapshot/types.js';
import { changedSince } from './changed-since.js';
import type { ChangedFile } from './types.js';
import { UnreadableError } from './unreadable-error.js';

/**
 * Lines of each file that are new since the head of the last round, by path: what a later round speaks about. If that
 * head cannot be had any more, `since` is null, everything is read again, and a notice says so.
 */
export async function linesSince(
  files: readonly ChangedFile[],
  contents: ReadonlyMap<string, string>,
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
  for (const { path, oldPath, hunks } of files) {
    const headText = contents.get(path);
    if (headText === undefined) continue;
    const before = (await last.readFile(path)) ?? (oldPath === null ? null : await last.readFile(oldPath));
    since.set(path, changedSince({ oldText: before?.toString('utf8') ?? null, headText, hunks }));
  }
  return { since, notices: [] };
}
