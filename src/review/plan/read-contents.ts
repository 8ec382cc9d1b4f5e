import type { Snapshot } from '../../snapshot/types.js';
import type { AnalyzedFile } from '../analyzers/types.js';
import type { ChangedFile } from '../types.js';
import { UnreadableError } from './unreadable-error.js';

export interface Contents {
  files: AnalyzedFile[];
  /** Head text by path. */
  contents: Map<string, string>;
  /** What could not be read, and why. */
  unread: { path: string; reason: string }[];
  /** Null: the repository could not be read at all. */
  snapshot: Snapshot | null;
}

/** Where the head's files come from. Each throws UnreadableError for what is named; other errors pass through. */
export interface ContentSources {
  openSnapshot(): Promise<Snapshot>;
  /** One file by itself, for what an archive leaves out (`export-ignore`). Null: it is not there. */
  readFile(path: string): Promise<Buffer | null>;
}

/** Files asked for one by one; each costs a call. */
const MAX_SINGLE_FILES = 30;

/**
 * The head texts of the files a plan wants. If the snapshot cannot be had, or one file of it, that is named and the
 * rest goes on: silence would look like "no findings". Files that the snapshot's archive leaves out are read one by
 * one, thirty at most. Throws what the sources throw, except UnreadableError.
 */
export async function readContents(planned: readonly ChangedFile[], sources: ContentSources): Promise<Contents> {
  let snapshot: Snapshot;
  try {
    snapshot = await sources.openSnapshot();
  } catch (error) {
    const reason = `the repository could not be read: ${reasonOf(error)}`;
    return { files: [], contents: new Map(), unread: planned.map(({ path }) => ({ path, reason })), snapshot: null };
  }
  const contents = new Map<string, string>();
  const unread: Contents['unread'] = [];
  const snapshotPaths = snapshot.list().map(({ path }) => path);
  const omitted = new Map(snapshot.omitted.map(({ path, reason }) => [path, reason]));
  const readable: { file: ChangedFile; content: string | null }[] = [];
  let singles = 0;
  for (const file of planned) {
    if (!needsText(file)) {
      readable.push({ file, content: null });
      continue;
    }
    let content = await textOf(snapshot, file.path);
    let reason = omitted.get(file.path) ?? 'it is not in the downloaded repository';
    if (content === null && !omitted.has(file.path) && singles++ < MAX_SINGLE_FILES) {
      const single = await readSingle(sources, file.path);
      content = single.content;
      reason = single.reason ?? reason;
      if (content !== null) snapshotPaths.push(file.path);
    }
    if (content === null) unread.push({ path: file.path, reason });
    else {
      contents.set(file.path, content);
      readable.push({ file, content });
    }
  }
  const files = readable.map(({ file, content }) => ({ ...file, content, snapshotPaths }));
  return { files, contents, unread, snapshot };
}

function needsText(file: ChangedFile): boolean {
  return file.status !== 'deleted' && !file.binary;
}

async function textOf(snapshot: Snapshot, path: string): Promise<string | null> {
  try {
    return (await snapshot.readFile(path))?.toString('utf8') ?? null;
  } catch {
    return null;
  }
}

async function readSingle(
  sources: ContentSources,
  path: string,
): Promise<{ content: string | null; reason: string | null }> {
  try {
    return { content: (await sources.readFile(path))?.toString('utf8') ?? null, reason: null };
  } catch (error) {
    return { content: null, reason: `it could not be read: ${reasonOf(error)}` };
  }
}

/** Throws what is not meant to be named. */
function reasonOf(error: unknown): string {
  if (!(error instanceof UnreadableError)) throw error;
  return error.message.slice(0, 200);
}
