import { likeness } from '../../words/words-of.js';
import { entryKey, type FileEntry } from './parse-memory-file.js';

/** Of all words of two texts so many are in both: it was edited; with fewer it is another one. */
const LIKE = 0.4;

/** A memory that an entry may be. */
export interface KnownEntry extends Omit<FileEntry, 'line' | 'expiresAt' | 'key'> {
  id: string;
  /** Said by the file before; false: by people elsewhere, or forgotten. */
  isHeld: boolean;
}

/**
 * Which entry is which memory, so that one that was edited keeps its number: first those that say the same of the same
 * place, then, of those that the file held, the same words about another place, then about the same place those of
 * which most words are the same. Pure.
 */
export function matchEntries<Known extends KnownEntry>(
  entries: readonly FileEntry[],
  known: readonly Known[],
): { matched: Map<FileEntry, Known>; added: FileEntry[]; gone: Known[] } {
  const matched = new Map<FileEntry, Known>();
  const taken = new Set<Known>();
  const match = (
    among: readonly Known[],
    keyOf: (one: FileEntry | Known) => string,
    isSame: (entry: FileEntry, one: Known) => boolean = () => true,
  ) => {
    const byKey = new Map<string, Known[]>();
    for (const one of among) {
      const key = keyOf(one);
      const same = byKey.get(key);
      if (same === undefined) byKey.set(key, [one]);
      else same.push(one);
    }
    for (const entry of entries) {
      if (matched.has(entry)) continue;
      const found = byKey.get(keyOf(entry))?.find((one) => !taken.has(one) && isSame(entry, one));
      if (found === undefined) continue;
      matched.set(entry, found);
      taken.add(found);
    }
  };
  const words = new Map([...entries, ...known].map((one) => [one, wordsIn(one.text)]));
  const wordsOf = (one: FileEntry | Known) => words.get(one) ?? new Set<string>();
  const keys = new Map<FileEntry | Known, string>(known.map((one) => [one, entryKey(one)]));
  const keyOf = (one: FileEntry | Known) => keys.get(one) ?? ('key' in one ? one.key : '');
  const held = known.filter(({ isHeld }) => isHeld);
  match(held, keyOf);
  match(known, keyOf);
  match(held, ({ text }) => text.toLowerCase());
  match(held, placeOf, (entry, one) => likeness(wordsOf(entry), wordsOf(one)) >= LIKE);
  return {
    matched,
    added: entries.filter((entry) => !matched.has(entry)),
    gone: held.filter((one) => !taken.has(one)),
  };
}

function placeOf({ type, pathGlob, symbol, rule }: Pick<FileEntry, 'type' | 'pathGlob' | 'symbol' | 'rule'>): string {
  return JSON.stringify([type, pathGlob, symbol, rule]);
}

function wordsIn(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}_]+/gu));
}
