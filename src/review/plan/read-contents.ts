import type { Snapshot } from '../../snapshot/types.js';
import { BOUNDS } from '../bounds.js';
import type { ChangedFile } from '../types.js';
import type { HeadTexts } from './head-texts.js';
import { UnreadableError } from './unreadable-error.js';
import { whoWrote } from './who-wrote.js';
import { sizeOf } from '../../words/size-of.js';
import { cutText } from '../../words/cut-text.js';

export interface Contents {
  /** Those of the planned files that can be read, or in which there is nothing to read (deleted, binary). */
  files: ChangedFile[];
  texts: HeadTexts;
  /** Paths of the repository at the head. */
  snapshotPaths: string[];
  /** What could not be read, and why. */
  unread: { path: string; reason: string }[];
  /** What was not read because it is no work of a person: a link, a pointer, what a program wrote. */
  skipped: { path: string; reason: string }[];
  /** Files to look through for secrets only: those that were asked for, and those that a program wrote. */
  searched: ChangedFile[];
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
const TOO_LARGE = `it is larger than ${sizeOf(BOUNDS.fileBytes)}`;

/**
 * Where the head texts of the files a plan wants are to be had. If the snapshot cannot be had, or one file of it, that
 * is named and the rest goes on: silence would look like "no findings". Files that the snapshot's archive leaves out
 * are read one by one, thirty at most. The texts of `searched` are there too. Throws what the sources throw, except
 * UnreadableError.
 */
export async function readContents(
  planned: readonly ChangedFile[],
  sources: ContentSources,
  searched: readonly ChangedFile[] = [],
): Promise<Contents> {
  let snapshot: Snapshot;
  try {
    snapshot = await sources.openSnapshot();
  } catch (error) {
    const reason = `the repository could not be read: ${reasonOf(error)}`;
    const unread = [...planned, ...searched].map(({ path }) => ({ path, reason }));
    const texts = textsOf(null, new Map(), new Map(), sources);
    return { files: [], texts, snapshotPaths: [], unread, skipped: [], searched: [], snapshot: null };
  }
  const wanted = new Set([...planned, ...searched].map(({ path }) => path));
  const snapshotPaths: string[] = [];
  const sizes = new Map<string, number>();
  for (const { path, size } of snapshot.list()) {
    snapshotPaths.push(path);
    if (wanted.has(path)) sizes.set(path, size);
  }
  const omitted = new Map(snapshot.omitted.map(({ path, reason }) => [path, reason]));
  const links = new Set(snapshot.omitted.filter(({ isLink }) => isLink).map(({ path }) => path));
  const written = await whoWrote(planned, snapshot);
  const found: Pick<Contents, 'files' | 'unread' | 'skipped' | 'searched'> = {
    files: [],
    unread: [],
    skipped: [],
    searched: [...searched],
  };
  const singles = { asked: 0, bytes: 0, texts: new Map<string, string>() };
  for (const file of planned) {
    const { path } = file;
    const generated = written.get(path);
    const reason = needsText(file) ? await whyNot(path, { sizes, omitted, singles }, sources) : null;
    if (generated !== undefined) {
      found.skipped.push({ path, reason: generated });
      found.searched.push(file);
    } else if (links.has(path)) found.skipped.push({ path, reason: reason ?? 'symbolic link' });
    else if (reason !== null) found.unread.push({ path, reason });
    else found.files.push(file);
    if (singles.texts.has(path)) snapshotPaths.push(path);
  }
  const texts = textsOf(
    snapshot,
    new Map([...sizes].filter(([, size]) => size <= BOUNDS.fileBytes)),
    singles.texts,
    sources,
  );
  return { ...found, texts, snapshotPaths, snapshot };
}

interface Known {
  sizes: ReadonlyMap<string, number>;
  omitted: ReadonlyMap<string, string>;
  singles: { asked: number; bytes: number; texts: Map<string, string> };
}

/** Why a file cannot be read; null: it can be, or a single one was read just now. */
async function whyNot(
  path: string,
  { sizes, omitted, singles }: Known,
  sources: ContentSources,
): Promise<string | null> {
  const size = sizes.get(path);
  if (size !== undefined) return size > BOUNDS.fileBytes ? TOO_LARGE : null;
  const absent = omitted.get(path) ?? 'it is not in the downloaded repository';
  if (omitted.has(path) || singles.asked++ >= MAX_SINGLE_FILES) return absent;
  try {
    const bytes = await sources.readFile(path);
    if (bytes === null) return absent;
    if (bytes.length > BOUNDS.fileBytes || singles.bytes + bytes.length > BOUNDS.singleBytes) return TOO_LARGE;
    singles.bytes += bytes.length;
    singles.texts.set(path, bytes.toString('utf8'));
    return null;
  } catch (error) {
    return `it could not be read: ${reasonOf(error)}`;
  }
}

/** A snapshot may be evicted while the model thinks: it is opened once more then. */
function textsOf(
  opened: Snapshot | null,
  sizes: ReadonlyMap<string, number>,
  singles: ReadonlyMap<string, string>,
  { openSnapshot }: ContentSources,
): HeadTexts {
  let snapshot = opened;
  return {
    has: (path) => sizes.has(path) || singles.has(path),
    sizeOf: (path) => sizes.get(path) ?? singles.get(path)?.length ?? 0,
    read: async (path) => {
      const single = singles.get(path);
      if (single !== undefined) return single;
      if (snapshot === null || !sizes.has(path)) return null;
      const bytes = await snapshot.readFile(path).catch(async () => {
        snapshot = await openSnapshot();
        return snapshot.readFile(path).catch((cause: unknown) => {
          throw new UnreadableError('the snapshot of the repository cannot be read', { cause });
        });
      });
      return bytes?.toString('utf8') ?? null;
    },
  };
}

function needsText(file: ChangedFile): boolean {
  return file.status !== 'deleted' && !file.binary;
}

/** Throws what is not meant to be named. */
function reasonOf(error: unknown): string {
  if (!(error instanceof UnreadableError)) throw error;
  return cutText(error.message, 200);
}
