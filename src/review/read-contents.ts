import type { Snapshot } from '../snapshot/types.js';
import type { AnalyzedFile } from './analyzers/types.js';
import type { ChangedFile } from './types.js';

export interface Contents {
  files: AnalyzedFile[];
  /** Head text by path. */
  contents: Map<string, string>;
  /** What could not be read, and why. */
  unread: { path: string; reason: string }[];
  /** Null: the repository could not be read at all. */
  snapshot: Snapshot | null;
}

/**
 * The head texts of the files a plan wants. If the snapshot cannot be had, or one file of it, that is named and the
 * rest goes on: silence would look like "no findings". Never throws.
 */
export async function readContents(
  planned: readonly ChangedFile[],
  openSnapshot: () => Promise<Snapshot>,
): Promise<Contents> {
  const contents = new Map<string, string>();
  const unread: Contents['unread'] = [];
  let snapshot: Snapshot;
  try {
    snapshot = await openSnapshot();
  } catch (error) {
    const reason = `the repository could not be read: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown'}`;
    return { files: [], contents, unread: planned.map(({ path }) => ({ path, reason })), snapshot: null };
  }
  const snapshotPaths = snapshot.list().map(({ path }) => path);
  const omitted = new Map(snapshot.omitted.map(({ path, reason }) => [path, reason]));
  const files: AnalyzedFile[] = [];
  for (const file of planned) {
    const content = await textOf(snapshot, file);
    if (content !== null) contents.set(file.path, content);
    else if (needsText(file)) {
      unread.push({ path: file.path, reason: omitted.get(file.path) ?? 'it is not in the downloaded repository' });
      continue;
    }
    files.push({ ...file, content, snapshotPaths });
  }
  return { files, contents, unread, snapshot };
}

function needsText(file: ChangedFile): boolean {
  return file.status !== 'deleted' && !file.binary;
}

async function textOf(snapshot: Snapshot, file: ChangedFile): Promise<string | null> {
  if (!needsText(file)) return null;
  try {
    return (await snapshot.readFile(file.path))?.toString('utf8') ?? null;
  } catch {
    return null;
  }
}
