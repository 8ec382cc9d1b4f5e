import { textAfter } from '../../diff/apply-diff.js';
import type { ChangedFile } from '../../review/types.js';
import { hitsIn } from '../../snapshot/search-contents.js';
import type { Omitted, SearchHit, Snapshot, SnapshotFile } from '../../snapshot/types.js';
import type { DiffFile } from './files-of-diff.js';
import { UnusableDiffError } from './unusable-diff-error.js';

const DEFAULT_HITS = 50;

/** What is no file with a text, by git's modes. */
const SPECIAL: Readonly<Record<string, Pick<Omitted, 'reason' | 'isLink'>>> = {
  120000: { reason: 'symbolic link', isLink: true },
  160000: { reason: 'submodule' },
};

/** A repository as it stands after a diff. */
export interface AppliedDiff {
  /** The files; one whose base no snapshot holds says so in `unread`. */
  files: ChangedFile[];
  snapshot: Snapshot;
}

/**
 * The snapshot `base` with a diff applied to it, known as `sha`. Nothing is written, and the new texts are made when
 * they are read. Throws UnusableDiffError for a file to which the diff does not apply; `at` says which commit that is.
 */
export async function applyToSnapshot(
  base: Snapshot,
  files: readonly DiffFile[],
  { sha, at }: { sha: string; at: string },
): Promise<AppliedDiff> {
  const omitted = new Map(base.omitted.map((one) => [one.path, one]));
  /** Null: the file is gone. */
  const sizes = new Map<string, number | null>();
  const sources = new Map<string, ChangedFile>();
  const missing: Omitted[] = [];
  /** Files that only a number stands for. */
  const [unnamed] = base.omitted.filter(({ files: count = 1 }) => count > 1);
  const applied: ChangedFile[] = [];
  const textOf = async (file: ChangedFile): Promise<string | null> => {
    const text = needsBase(file) ? await baseText(base, file) : '';
    return text === null ? null : textAfter(text, file.hunks);
  };
  for (const file of files) {
    if (file.status === 'renamed' && file.oldPath !== null) sizes.set(file.oldPath, null);
    if (file.status === 'added' && base.sizeOf(file.path) !== null) throw unapplied(file, at, 'it is there already');
    const special = SPECIAL[file.newMode ?? ''];
    if (special !== undefined && file.status !== 'deleted') {
      sizes.set(file.path, null);
      missing.push({ path: file.path, ...special });
      applied.push(file);
      continue;
    }
    if (needsBase(file) && base.sizeOf(file.oldPath ?? file.path) === null) {
      const unread = omitted.get(file.oldPath ?? file.path) ?? unnamed;
      if (unread === undefined) throw unapplied(file, at, 'it is not there');
      const why = `it could not be read at ${at}: ${unread.reason}`;
      applied.push(file.status === 'deleted' ? file : { ...file, hunks: [], unread: why });
      continue;
    }
    applied.push(file);
    if (file.binary) {
      sizes.set(file.path, null);
      if (file.status !== 'deleted') missing.push({ path: file.path, reason: 'a binary file' });
      continue;
    }
    const text = await textOf(file);
    if (text === null) throw unapplied(file, at, 'its lines are others there');
    sizes.set(file.path, file.status === 'deleted' ? null : Buffer.byteLength(text));
    if (file.status !== 'deleted') sources.set(file.path, file);
  }
  return { files: applied, snapshot: overlay(base, sha, { sizes, missing, readText: readerOf(sources, textOf) }) };
}

function readerOf(sources: ReadonlyMap<string, ChangedFile>, textOf: (file: ChangedFile) => Promise<string | null>) {
  return async (path: string): Promise<string | null> => {
    const file = sources.get(path);
    return file === undefined ? null : textOf(file);
  };
}

function overlay(
  base: Snapshot,
  sha: string,
  {
    sizes,
    missing,
    readText,
  }: {
    sizes: ReadonlyMap<string, number | null>;
    missing: readonly Omitted[];
    readText(path: string): Promise<string | null>;
  },
): Snapshot {
  const fresh = [...sizes].flatMap(([path, size]): SnapshotFile[] => (size === null ? [] : [{ path, size }]));
  const list = [...base.list().filter(({ path }) => !sizes.has(path)), ...fresh];
  return {
    sha,
    omitted: [...base.omitted.filter(({ path }) => !sizes.has(path)), ...missing],
    list: () => list,
    sizeOf: (path) => (sizes.has(path) ? (sizes.get(path) ?? null) : base.sizeOf(path)),
    readFile: async (path, most = Infinity) => {
      if (!sizes.has(path)) return base.readFile(path, most);
      const text = await readText(path);
      return text === null ? null : Buffer.from(text).subarray(0, most);
    },
    search: async (wanted, { limit = DEFAULT_HITS, prefix = '' } = {}) => {
      const [hits, needle]: [SearchHit[], Buffer] = [[], Buffer.from(wanted)];
      if (needle.length === 0) return hits;
      for (const { path } of fresh) {
        if (hits.length >= limit) break;
        if (!path.startsWith(prefix)) continue;
        hits.push(...hitsIn(path, Buffer.from((await readText(path)) ?? ''), needle, limit - hits.length));
      }
      // Of those there some are in files that are others now.
      const before = hits.length < limit ? await base.search(wanted, { limit: 2 * limit, prefix }) : [];
      return [...hits, ...before.filter(({ path }) => !sizes.has(path))].slice(0, limit);
    },
  };
}

/** Where the old text is a part of the new one. */
function needsBase({ status }: ChangedFile): boolean {
  return status !== 'added' && status !== 'type-changed';
}

async function baseText(base: Snapshot, { path, oldPath }: ChangedFile): Promise<string | null> {
  return (await base.readFile(oldPath ?? path))?.toString('utf8') ?? null;
}

function unapplied({ path, oldPath }: ChangedFile, at: string, why: string): UnusableDiffError {
  return new UnusableDiffError(
    `The diff does not apply to ${oldPath ?? path} at ${at}: ${why}. Name the pushed commit that it was made from as base.`,
  );
}
