import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SearchHit, Snapshot } from './types.js';

export interface WordSearch {
  /** Which files to look through, most promising first. */
  paths: readonly string[];
  /** Hits kept for each word; how many there were is counted all the same. */
  perWord: number;
  /** Bytes looked through at most. */
  maxBytes: number;
  /** `performance.now()` after which no other file is looked through. */
  until?: number;
}

/** In Latin-1 every byte is one character, and those from 0x80 are parts of letters of UTF-8. */
const WORD = /[A-Za-z_$\x80-\xff][\w$\x80-\xff]*/g;
const LONGEST_FILE = 524_288;
const LONGEST_LINE = 2000;
/** Characters of all kept hits together; later ones are counted only. */
const MOST_KEPT = 8 * 1024 * 1024;

/**
 * Where whole words stand, in one pass over many files, whatever the number of words. Yields between files, so that
 * nothing else waits. Files with NUL or above 512 KB are passed over, and lines above 2,000 bytes; `complete` is false
 * if the limit of bytes or time ended it, or not all hits could be kept.
 */
export async function findWords(
  snapshot: Snapshot,
  words: ReadonlySet<string>,
  { paths, perWord, maxBytes, until = Infinity }: WordSearch,
): Promise<{ hits: Map<string, SearchHit[]>; counts: Map<string, number>; complete: boolean }> {
  const hits = new Map<string, SearchHit[]>();
  const counts = new Map<string, number>();
  const done = (complete: boolean) => ({ hits, counts, complete });
  if (words.size === 0) return done(true);
  const wanted = new Map([...words].map((word) => [Buffer.from(word).toString('latin1'), word]));
  let left = maxBytes;
  let kept = 0;
  for (const path of paths) {
    const size = snapshot.sizeOf(path) ?? 0;
    if (size === 0 || size > LONGEST_FILE) continue;
    if ((left -= size) < 0 || performance.now() > until) return done(false);
    const bytes = await snapshot.readFile(path);
    if (!bytes || bytes.includes(0)) continue;
    for (const [word, hit] of hitsIn(path, bytes, wanted)) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
      const known = hits.get(word) ?? [];
      if (known.length < perWord && kept < MOST_KEPT && !isSame(known.at(-1), hit)) {
        known.push(hit);
        kept += hit.text.length;
      }
      hits.set(word, known);
    }
    await nextTurn();
  }
  return done(kept < MOST_KEPT);
}

function* hitsIn(path: string, bytes: Buffer, wanted: ReadonlyMap<string, string>): Generator<[string, SearchHit]> {
  const text = bytes.toString('latin1');
  let line = 1;
  let start = 0;
  let end = endOfLine(text, 0);
  let hit: SearchHit = { path, line: 0, text: '' };
  WORD.lastIndex = 0;
  for (let match = WORD.exec(text); match; match = WORD.exec(text)) {
    const word = wanted.get(match[0]);
    if (word === undefined) continue;
    while (end < match.index) {
      line += 1;
      start = end + 1;
      end = endOfLine(text, start);
    }
    if (end - start > LONGEST_LINE) continue;
    if (hit.line !== line) hit = { path, line, text: bytes.toString('utf8', start, end) };
    yield [word, hit];
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

function isSame(last: SearchHit | undefined, { path, line }: SearchHit): boolean {
  return last !== undefined && last.path === path && last.line === line;
}
