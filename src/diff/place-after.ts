import type { Hunk } from './types.js';

/** A line of a file, 1-based. */
export interface Place {
  path: string;
  line: number;
}

/** Where lines came to stand that a change brought, by their words. */
export type AddedLines = ReadonlyMap<string, readonly Place[]>;

/**
 * Where a line of the old file stands in the new one. `changed`: it was taken away, and no line with the same words was
 * added anywhere (white space aside). Pure.
 */
export function placeAfter(
  file: { path: string; hunks: readonly Hunk[] },
  line: number,
  added: AddedLines,
): Place | 'changed' {
  let shift = 0;
  for (const { oldStart, oldCount, newCount, lines } of file.hunks) {
    const last = oldCount === 0 ? oldStart : oldStart + oldCount - 1;
    if (line > last) {
      shift += newCount - oldCount;
      continue;
    }
    const found = lines.find((each) => each.oldLine === line);
    if (found === undefined) break;
    if (found.newLine !== null) return { path: file.path, line: found.newLine };
    const words = wordsOf(found.text);
    const same = words === null ? [] : (added.get(words) ?? []);
    return nearest(same, { path: file.path, line: line + shift }) ?? 'changed';
  }
  return { path: file.path, line: line + shift };
}

/** The added lines of some files. Pure. */
export function addedLines(files: readonly { path: string; hunks: readonly Hunk[] }[]): AddedLines {
  const places = new Map<string, Place[]>();
  for (const { path, hunks } of files) {
    for (const { kind, newLine, text } of hunks.flatMap(({ lines }) => lines)) {
      const words = wordsOf(text);
      if (kind !== 'added' || newLine === null || words === null) continue;
      const known = places.get(words);
      if (known) known.push({ path, line: newLine });
      else places.set(words, [{ path, line: newLine }]);
    }
  }
  return places;
}

/** What a line says, white space aside; null for one that many files have (a bracket, a blank line). */
export function wordsOf(text: string): string | null {
  const words = text.trim().replaceAll(/\s+/g, ' ');
  return /\w{2}/.test(words) ? words : null;
}

function nearest(places: readonly Place[], { path, line }: Place): Place | null {
  const distance = (place: Place) => (place.path === path ? Math.abs(place.line - line) : Number.MAX_SAFE_INTEGER);
  return places.toSorted((a, b) => distance(a) - distance(b))[0] ?? null;
}
