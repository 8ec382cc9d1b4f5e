import { open, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { SnapshotIndex } from './snapshot-index.js';
import type { SearchHit, Snapshot } from './types.js';

const LONGEST_LINE = 2000;
const DEFAULT_HITS = 50;

/** The snapshot of a commit in the cache, or null. Marks it as used, so that it is evicted late. Throws if it is damaged. */
export async function openSnapshot(cacheFolder: string, sha: string): Promise<Snapshot | null> {
  const folder = join(cacheFolder, sha);
  let text: string;
  try {
    text = await readFile(join(folder, 'index.json'), 'utf8');
    await utimes(folder, new Date(), new Date());
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const index = SnapshotIndex.parse(JSON.parse(text));
  const contents = join(folder, 'contents');
  const places = new Map(index.files.map((file) => [file.path, file]));
  return {
    sha: index.sha,
    omitted: index.omitted,
    list: () => index.files.map(({ path, size }) => ({ path, size })),
    readFile: async (path) => {
      const place = places.get(path);
      return place === undefined ? null : readRange(contents, place.offset, place.size);
    },
    search: (wanted, { limit = DEFAULT_HITS } = {}) => search(index, contents, wanted, limit),
  };
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

/** Reads file by file, so that memory holds one at a time; binaries are passed over. */
async function search(index: SnapshotIndex, contents: string, wanted: string, limit: number): Promise<SearchHit[]> {
  const hits: SearchHit[] = [];
  if (wanted === '') return hits;
  const needle = Buffer.from(wanted);
  for (const { path, offset, size } of index.files) {
    if (hits.length >= limit) break;
    if (size < needle.length) continue;
    const bytes = await readRange(contents, offset, size);
    if (!bytes.includes(needle) || bytes.includes(0)) continue;
    for (const [line, text] of bytes.toString('utf8').split('\n').entries()) {
      if (hits.length < limit && text.includes(wanted)) {
        hits.push({ path, line: line + 1, text: text.slice(0, LONGEST_LINE) });
      }
    }
  }
  return hits;
}
