import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { openSnapshot } from './open-snapshot.js';
import { safePath } from './safe-path.js';
import { defaultCaps, type SnapshotCaps } from './snapshot-caps.js';
import type { SnapshotIndex } from './snapshot-index.js';
import type { Snapshot } from './types.js';

export interface ReadTarballOptions {
  /** Full commit id; names the cache entry. */
  sha: string;
  cacheFolder: string;
  caps?: SnapshotCaps;
  signal?: AbortSignal;
}

/** The archive is broken or bigger than any repository we read. */
export class TarballError extends Error {
  override readonly name = 'TarballError';
}

/**
 * Streams a gzipped tar of one commit into the cache: one file with all contents and an index beside it. No entry
 * becomes a file of its own, so no name in the archive reaches the file system. Memory stays bounded by one chunk.
 * Throws TarballError for a broken archive, and what the stream throws; then nothing is left in the cache.
 */
export async function readTarball(stream: Readable, options: ReadTarballOptions): Promise<Snapshot> {
  const { sha, cacheFolder, caps = defaultCaps, signal } = options;
  if (!/^[0-9a-f]{40,64}$/.test(sha)) throw new TarballError(`${sha} is no commit id`);
  await mkdir(cacheFolder, { recursive: true, mode: 0o700 });
  const half = join(cacheFolder, `${sha}.${randomUUID()}.tmp`);
  try {
    await mkdir(half, { mode: 0o700 });
    const index = await unpack(stream, join(half, 'contents'), { sha, caps, signal });
    await writeFile(join(half, 'index.json'), JSON.stringify(index), { mode: 0o600 });
    await moveIn(half, join(cacheFolder, sha));
  } catch (error) {
    await rm(half, { recursive: true, force: true });
    throw error;
  }
  const snapshot = await openSnapshot(cacheFolder, sha);
  if (snapshot === null) throw new TarballError('the snapshot was removed while it was made');
  return snapshot;
}

async function unpack(
  stream: Readable,
  path: string,
  { sha, caps, signal }: { sha: string; caps: SnapshotCaps; signal: AbortSignal | undefined },
): Promise<SnapshotIndex> {
  const file = await open(path, 'wx', 0o600);
  const index: SnapshotIndex = { sha, files: [], omitted: [] };
  const taken = new Set<string>();
  const size = { kept: 0, seen: 0 };
  const archive = extract();
  const read = async (): Promise<void> => {
    for await (const entry of archive) await readEntry(entry, { file, index, taken, size, caps });
  };
  try {
    await Promise.all([pipeline(stream, createGunzip(), archive, signal === undefined ? {} : { signal }), read()]);
  } catch (error) {
    if (error instanceof TarballError || signal?.aborted) throw error;
    throw new TarballError('the archive of the repository is broken', { cause: error });
  } finally {
    await file.close();
  }
  return index;
}

interface Target {
  file: FileHandle;
  index: SnapshotIndex;
  taken: Set<string>;
  size: { kept: number; seen: number };
  caps: SnapshotCaps;
}

type Entry = ReturnType<typeof extract> extends AsyncIterable<infer Each> ? Each : never;

async function readEntry(entry: Entry, { file, index, taken, size, caps }: Target): Promise<void> {
  const { name, type, size: bytes = 0 } = entry.header;
  size.seen += bytes;
  if (size.seen > caps.archiveBytes) throw new TarballError(`the repository is larger than ${caps.archiveBytes} bytes`);
  if (type === 'directory') {
    entry.resume();
    return;
  }
  const path = safePath(name);
  const reason = path === null ? 'its path is not safe' : omission(path);
  if (reason !== null || path === null) {
    index.omitted.push({ path: path ?? name.slice(0, 500), reason: reason ?? '' });
    entry.resume();
    return;
  }
  taken.add(path);
  const offset = size.kept;
  for await (const chunk of entry as AsyncIterable<Buffer>) {
    await file.write(chunk);
    size.kept += chunk.length;
  }
  index.files.push({ path, size: size.kept - offset, offset });

  function omission(at: string): string | null {
    if (type === 'symlink' || type === 'link') return 'it is a link';
    if (type !== 'file' && type !== 'contiguous-file') return 'it is no file';
    if (taken.has(at)) return 'its path comes twice';
    if (bytes > caps.fileBytes) return `it is larger than ${caps.fileBytes} bytes`;
    if (index.files.length >= caps.files) return `the repository has more than ${caps.files} files`;
    return size.kept + bytes > caps.totalBytes ? `the repository has more than ${caps.totalBytes} bytes` : null;
  }
}

/** Another worker may have made the same snapshot meanwhile: both are equal, one is kept. */
async function moveIn(half: string, place: string): Promise<void> {
  try {
    await rename(half, place);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    await rm(half, { recursive: true, force: true });
  }
}
