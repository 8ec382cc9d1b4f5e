import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SearchHit, Snapshot } from './types.js';

export interface WordSearch {
  /** Which files to look through, most promising first. */
  paths: readonly string[];
  /** Hits kept for each word; how many there were is counted all the same. */
  perWord: number;
  /** Bytes looked through at most. */
  maxBytes: number;
}

const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const LONGEST_FILE = 524_288;

/**
 * Where whole words stand, in one pass over many files, whatever the number of words. Yields between files, so that
 * nothing else waits. Files with NUL or above 512 KB are passed over; `complete` is false if the byte limit ended it.
 */
export async function findWords(
  snapshot: Snapshot,
  words: ReadonlySet<string>,
  { paths, perWord, maxBytes }: WordSearch,
): Promise<{ hits: Map<string, SearchHit[]>; counts: Map<string, number>; complete: boolean }> {
  const hits = new Map<string, SearchHit[]>();
  const counts = new Map<string, number>();
  const sizes = new Map(snapshot.list().map(({ path, size }) => [path, size]));
  const wanted = [...words].map((word) => Buffer.from(word));
  let left = maxBytes;
  for (const path of paths) {
    const size = sizes.get(path) ?? 0;
    if (size === 0 || size > LONGEST_FILE) continue;
    if ((left -= size) < 0) return { hits, counts, complete: false };
    const bytes = await snapshot.readFile(path);
    if (!bytes || bytes.includes(0) || !wanted.some((word) => bytes.includes(word))) continue;
    for (const [index, text] of bytes.toString('utf8').split('\n').entries()) {
      for (const [word] of text.length > 2000 ? [] : text.matchAll(WORD)) {
        if (!words.has(word)) continue;
        counts.set(word, (counts.get(word) ?? 0) + 1);
        const known = hits.get(word) ?? [];
        if (known.length < perWord && known.at(-1)?.line !== index + 1) known.push({ path, line: index + 1, text });
        hits.set(word, known);
      }
    }
    await nextTurn();
  }
  return { hits, counts, complete: true };
}
