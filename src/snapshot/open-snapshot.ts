import { open, readFile, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { eachInTurns } from '../turns/each-in-turns.js';
import { searchContents, windowsOf } from './search-contents.js';
import { readAll } from './read-all.js';
import { parseIndex, type SnapshotIndex } from './snapshot-index.js';
import type { SnapshotFile, StoredSnapshot } from './types.js';

const DEFAULT_HITS = 50;

/**
 * The snapshot of a commit in the cache. Null when there is none, or when a crash or a full disk damaged it, so that
 * the caller makes it again. Marks it as used, so that it is evicted late. Throws when the cache cannot be read.
 */
export async function openSnapshot(cacheFolder: string, sha: string): Promise<StoredSnapshot | null> {
  const folder = join(cacheFolder, sha);
  const contents = join(folder, 'contents');
  const index = await readIndex(folder, contents);
  if (index?.sha !== sha) return null;
  const places = new Map<string, SnapshotIndex['files'][number]>();
  const list: SnapshotFile[] = [];
  await eachInTurns(index.files, (file) => {
    places.set(file.path, file);
    list.push({ path: file.path, size: file.size });
  });
  let windows: ReturnType<typeof windowsOf> | null = null;
  return {
    sha,
    folder,
    omitted: index.omitted,
    list: () => list,
    sizeOf: (path) => places.get(path)?.size ?? null,
    readFile: async (path, most = Infinity) => {
      const place = places.get(path);
      return place === undefined ? null : readRange(contents, place.offset, Math.min(place.size, most));
    },
    readAll: (largest) => readAll(contents, index.files, largest),
    search: (wanted, { limit = DEFAULT_HITS, prefix = '' } = {}) =>
      searchContents(contents, (windows ??= windowsOf(index.files)), wanted, { limit, prefix }),
  };
}

async function readIndex(folder: string, contents: string): Promise<SnapshotIndex | null> {
  let text: string;
  let size: number;
  try {
    text = await readFile(join(folder, 'index.json'), 'utf8');
    ({ size } = await stat(contents));
    await utimes(folder, new Date(), new Date());
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const index = await parseIndex(text);
  const end = index?.files.reduce((most, file) => Math.max(most, file.offset + file.size), 0);
  return end === size ? index : null;
}

async function readRange(path: string, offset: number, size: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(size);
    const { bytesRead } = await file.read(bytes, 0, size, offset);
    if (bytesRead !== size) throw new Error('the snapshot in the cache is cut short: remove the snapshots folder');
    return bytes;
  } finally {
    await file.close();
  }
}
