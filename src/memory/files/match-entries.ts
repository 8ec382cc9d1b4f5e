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
    finderOf: (same: readonly Known[]) => Finder<Known> = (same) => (_, isFree) => same.find(isFree),
  ) => {
    const free = among.filter((one) => !taken.has(one));
    const finders = new Map([...groupBy(free, keyOf)].map(([key, same]) => [key, finderOf(same)]));
    for (const entry of entries) {
      if (matched.has(entry)) continue;
      const found = finders.get(keyOf(entry))?.(entry, (one) => !taken.has(one));
      if (found === undefined) continue;
      matched.set(entry, found);
      taken.add(found);
    }
  };
  const keys = new Map<FileEntry | Known, string>(known.map((one) => [one, entryKey(one)]));
  const keyOf = (one: FileEntry | Known) => keys.get(one) ?? ('key' in one ? one.key : '');
  const held = known.filter(({ isHeld }) => isHeld);
  match(held, keyOf);
  match(known, keyOf);
  match(held, ({ text }) => text.toLowerCase());
  match(held, placeOf, findLike);
  return {
    matched,
    added: entries.filter((entry) => !matched.has(entry)),
    gone: held.filter((one) => !taken.has(one)),
  };
}

/** The first of those that were given that is free and fits the entry. */
type Finder<Known> = (entry: FileEntry, isFree: (one: Known) => boolean) => Known | undefined;

/**
 * Finds those of which most words are the same. Each word knows whose it is, so that a look at an entry counts numbers
 * up instead of comparing two texts at a time: a file whose every entry was replaced in one place takes milliseconds.
 */
function findLike<Known extends KnownEntry>(same: readonly Known[]): Finder<Known> {
  const having = new Map<string, number[]>();
  const sizes = same.map(({ text }, at) => {
    const words = wordsIn(text);
    for (const word of words) {
      const those = having.get(word);
      if (those === undefined) having.set(word, [at]);
      else those.push(at);
    }
    return words.size;
  });
  return ({ text }, isFree) => {
    const words = wordsIn(text);
    const shared = new Uint16Array(same.length);
    for (const word of words) for (const at of having.get(word) ?? []) shared[at] = (shared[at] ?? 0) + 1;
    return same.find((one, at) => {
      const both = shared[at] ?? 0;
      return both > 0 && both / (words.size + (sizes[at] ?? 0) - both) >= LIKE && isFree(one);
    });
  };
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

function placeOf({ type, pathGlob, symbol, rule }: Pick<FileEntry, 'type' | 'pathGlob' | 'symbol' | 'rule'>): string {
  return JSON.stringify([type, pathGlob, symbol, rule]);
}

function wordsIn(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}_]+/gu));
}
