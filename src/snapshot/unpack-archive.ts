import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { cutText } from '../words/cut-text.js';
import { meterArchive } from './meter-archive.js';
import { safePath } from './safe-path.js';
import type { SnapshotCaps } from './snapshot-caps.js';
import type { SnapshotIndex } from './snapshot-index.js';
import { TarballError } from './tarball-error.js';
import type { Omitted } from './types.js';

/** Of a link's target, what is shown. */
const LONGEST_TARGET = 200;

interface UnpackOptions {
  sha: string;
  caps: SnapshotCaps;
  signal: AbortSignal | undefined;
}

type Entry = ReturnType<typeof extract> extends AsyncIterable<infer Each> ? Each : never;

interface Unpacking {
  file: FileHandle;
  index: SnapshotIndex;
  taken: Set<string>;
  caps: SnapshotCaps;
  /** Bytes written so far. */
  kept: number;
  /** Entries left out beyond those that are named. */
  unnamed: number;
  /** What the source or the disk failed with: not the fault of the archive, so it is thrown as it is. */
  outside: Error | null;
}

/**
 * Writes the files of a gzipped tar one after the other into a new file at `path`; gives the index. Throws
 * TarballError for a broken or too large archive, the reason of `signal`, and what the stream or the disk throws.
 */
export async function unpackArchive(stream: Readable, path: string, options: UnpackOptions): Promise<SnapshotIndex> {
  const { sha, caps, signal } = options;
  const file = await open(path, 'wx', 0o600);
  const state: Unpacking = {
    file,
    index: { sha, files: [], omitted: [] },
    taken: new Set(),
    caps,
    kept: 0,
    unnamed: 0,
    outside: null,
  };
  const { packed, unpacked } = meterArchive(caps);
  const archive = extract();
  const read = async (): Promise<void> => {
    for await (const entry of archive) await readEntry(entry, state);
  };
  try {
    const flow = pipeline(noted(stream, state), packed, createGunzip(), unpacked, archive, signal ? { signal } : {});
    // Both are awaited to their end, so that nothing writes to the file after it is closed.
    const results = await Promise.allSettled([flow, read()]);
    const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    if (errors.length > 0) throw failureOf(errors, state.outside, signal);
    await file.sync();
  } finally {
    await file.close();
  }
  const { unnamed } = state;
  if (unnamed > 0)
    state.index.omitted.push({ path: `${unnamed} more`, reason: 'too many are left out', files: unnamed });
  return state.index;
}

/** When a later part fails, the source is only told to stop; what is caught here is its own failure. */
async function* noted(stream: Readable, state: Unpacking): AsyncGenerator<Buffer> {
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch (error) {
    state.outside ??= asError(error);
    throw error;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Of several errors that follow from each other, the one that says what to do. */
function failureOf(errors: readonly unknown[], outside: Error | null, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  const refused = errors.find((error) => error instanceof TarballError);
  if (refused !== undefined) return refused;
  return outside ?? new TarballError('the archive of the repository is broken', { cause: errors[0] });
}

async function readEntry(entry: Entry, state: Unpacking): Promise<void> {
  const { name, type } = entry.header;
  const path = safePath(name);
  if (type === 'directory') return skip(entry);
  const left = path === null ? { reason: 'its path is not safe' } : omission(entry.header, path, state);
  if (path === null || left !== null) {
    if (state.index.omitted.length >= state.caps.omitted) state.unnamed += 1;
    else state.index.omitted.push({ path: path ?? cutText(name, 500), reason: '', ...left });
    return skip(entry);
  }
  state.taken.add(path);
  const offset = state.kept;
  for await (const chunk of entry as AsyncIterable<Buffer>) {
    await append(chunk, state);
  }
  state.index.files.push({ path, size: state.kept - offset, offset });
}

async function append(chunk: Buffer, state: Unpacking): Promise<void> {
  try {
    for (let from = 0; from < chunk.length;) from += (await state.file.write(chunk, from)).bytesWritten;
  } catch (error) {
    state.outside ??= asError(error);
    throw error;
  }
  state.kept += chunk.length;
}

function skip(entry: Entry): void {
  entry.resume();
}

/** Git archives know symbolic links only. A file that only a cap left out is there, and has a size. */
function omission(header: Entry['header'], path: string, state: Unpacking): Omit<Omitted, 'path'> | null {
  const { type, linkname, size = 0 } = header;
  if (type === 'symlink') {
    return { reason: `symbolic link to ${cutText(linkname ?? '', LONGEST_TARGET)}`, isLink: true };
  }
  if (type === 'link') return { reason: 'it is a link' };
  if (type !== 'file' && type !== 'contiguous-file') return { reason: 'it is no file' };
  if (state.taken.has(path)) return { reason: 'its path comes twice' };
  const reason = overCap(size, state);
  return reason === null ? null : { reason, size };
}

function overCap(size: number, { caps, index, kept }: Unpacking): string | null {
  if (size > caps.fileBytes) return `it is larger than ${caps.fileBytes} bytes`;
  if (index.files.length >= caps.files) return `the repository has more than ${caps.files} files`;
  return kept + size > caps.totalBytes ? `the repository has more than ${caps.totalBytes} bytes` : null;
}
