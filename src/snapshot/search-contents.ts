import { open } from 'node:fs/promises';
import { createPauses } from '../turns/create-pauses.js';
import { cutText } from '../words/cut-text.js';
import type { SnapshotIndex } from './snapshot-index.js';
import type { SearchHit } from './types.js';

const LONGEST_LINE = 2000;
/** Bytes read at once; a single file may be larger. */
const WINDOW = 1024 * 1024;
const NEW_LINE = 10;

type Place = SnapshotIndex['files'][number];

export interface SearchOptions {
  limit: number;
  /** Only files whose path begins with it. */
  prefix: string;
}

/**
 * Lines that hold `wanted`, at most `limit`, each line once, in the order of the archive; binaries are passed over.
 * Memory holds one window of files at a time. An empty text finds nothing.
 */
export async function searchContents(
  contents: string,
  windows: readonly Window[],
  wanted: string,
  { limit, prefix }: SearchOptions,
): Promise<SearchHit[]> {
  const hits: SearchHit[] = [];
  const needle = Buffer.from(wanted);
  if (needle.length === 0 || limit <= 0) return hits;
  const file = await open(contents, 'r');
  // One buffer for all windows: they would pile up until the collector comes.
  let buffer = Buffer.alloc(0);
  try {
    const pause = createPauses();
    for (const { offset, size, members: all } of windows) {
      await pause();
      const members = all.filter(({ path }) => path.startsWith(prefix));
      if (members.length === 0) continue;
      if (buffer.length < size) buffer = Buffer.allocUnsafe(Math.max(size, WINDOW));
      const bytes = buffer.subarray(0, size);
      const { bytesRead } = await file.read(bytes, 0, size, offset);
      if (bytesRead !== size) throw new Error('the snapshot in the cache is cut short: remove the snapshots folder');
      if (!bytes.includes(needle)) continue;
      for (const place of members) {
        const from = place.offset - offset;
        hits.push(...hitsIn(place.path, bytes.subarray(from, from + place.size), needle, limit - hits.length));
        if (hits.length >= limit) return hits;
      }
    }
  } finally {
    await file.close();
  }
  return hits;
}

interface Window {
  offset: number;
  size: number;
  members: Place[];
}

/** Files that lie next to each other, as many as fit into one window. */
export function windowsOf(places: readonly Place[]): Window[] {
  const windows: Window[] = [];
  for (const place of places) {
    const last = windows.at(-1);
    if (last && last.size + place.size <= WINDOW) {
      last.size += place.size;
      last.members.push(place);
    } else windows.push({ offset: place.offset, size: place.size, members: [place] });
  }
  return windows;
}

/** Lines of one file that hold `needle`, at most `limit`; none of a binary file. Pure. */
export function hitsIn(path: string, bytes: Buffer, needle: Buffer, limit: number): SearchHit[] {
  const hits: SearchHit[] = [];
  let line = 1;
  let counted = 0;
  let at = bytes.indexOf(needle);
  if (at === -1 || bytes.includes(0)) return hits;
  while (at !== -1 && hits.length < limit) {
    for (let next = counted; next < at; next++) {
      if (bytes[next] !== NEW_LINE) continue;
      line += 1;
      counted = next + 1;
    }
    const found = bytes.indexOf(NEW_LINE, at);
    const end = found === -1 ? bytes.length : found;
    const text = bytes.toString('utf8', counted, Math.min(end, counted + 4 * LONGEST_LINE)).replace(/\r$/, '');
    hits.push({ path, line, text: cutText(text, LONGEST_LINE) });
    at = end < bytes.length ? bytes.indexOf(needle, end + 1) : -1;
  }
  return hits;
}
