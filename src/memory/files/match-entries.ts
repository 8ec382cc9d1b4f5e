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
  const match = (among: readonly Known[], isSame: (entry: FileEntry, one: Known) => boolean) => {
    for (const entry of entries) {
      if (matched.has(entry)) continue;
      const found = among.find((one) => !taken.has(one) && isSame(entry, one));
      if (found === undefined) continue;
      matched.set(entry, found);
      taken.add(found);
    }
  };
  const keys = new Map(known.map((one) => [one, entryKey(one)]));
  const held = known.filter(({ isHeld }) => isHeld);
  match(held, (entry, one) => keys.get(one) === entry.key);
  match(known, (entry, one) => keys.get(one) === entry.key);
  match(held, (entry, one) => one.text.toLowerCase() === entry.text.toLowerCase());
  match(held, (entry, one) => placeOf(one) === placeOf(entry) && likeness(one.text, entry.text) >= LIKE);
  return {
    matched,
    added: entries.filter((entry) => !matched.has(entry)),
    gone: held.filter((one) => !taken.has(one)),
  };
}

function placeOf({ type, pathGlob, symbol, rule }: Pick<FileEntry, 'type' | 'pathGlob' | 'symbol' | 'rule'>): string {
  return JSON.stringify([type, pathGlob, symbol, rule]);
}

function likeness(one: string, other: string): number {
  const [a, b] = [one, other].map((text) => new Set(text.toLowerCase().match(/[\p{L}\p{N}_]+/gu)));
  if (a === undefined || b === undefined) return 0;
  const all = new Set([...a, ...b]).size;
  return all === 0 ? 0 : (a.size + b.size - all) / all;
}
