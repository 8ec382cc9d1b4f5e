import { BOUNDS } from '../bounds.js';
import type { ChangedFile } from '../types.js';
import { riskOf } from './risk-of.js';

type DiffBounds = Record<'diffLines' | 'diffCharacters' | 'fileDiffLines', number>;

/** Takes the files of a change one by one; at no time more of their diffs are held than a review may read. */
export interface BoundedDiffs {
  add(file: ChangedFile): void;
  /** In the order in which they came; a file whose diff was left out says so in `unread`. */
  files(): ChangedFile[];
}

/** Said of a file whose own diff is too long, whatever else the change has. */
export const TOO_LONG = `its diff has more than ${inWords(BOUNDS.fileDiffLines)} lines`;
const TOO_MUCH = `over the ${inWords(BOUNDS.diffLines)} lines of diff that one review reads`;

/**
 * Keeps the diffs of the riskiest files of a change within the bounds of a review: memory is bounded while a large
 * change is still being read. Which ones stay depends on the files and their order alone.
 */
export function boundDiffs(bounds: DiffBounds = BOUNDS): BoundedDiffs {
  const all: ChangedFile[] = [];
  /** The least risky one last. */
  const held: Held[] = [];
  let [lines, characters] = [0, 0];
  return {
    add: (file) => {
      const size = sizeOf(file);
      if (size.lines > bounds.fileDiffLines) {
        all.push(without(file, TOO_LONG));
        return;
      }
      all.push(file);
      if (size.lines === 0) return;
      insert(held, { index: all.length - 1, risk: riskOf(file), ...size });
      lines += size.lines;
      characters += size.characters;
      while (lines > bounds.diffLines || characters > bounds.diffCharacters) {
        const last = held.pop();
        const dropped = last && all[last.index];
        if (!last || !dropped) break;
        lines -= last.lines;
        characters -= last.characters;
        all[last.index] = without(dropped, TOO_MUCH);
      }
    },
    files: () => [...all],
  };
}

interface Held {
  index: number;
  risk: number;
  lines: number;
  characters: number;
}

/** Behind all that are at least as risky. */
function insert(held: Held[], one: Held): void {
  let [from, to] = [0, held.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((held[middle]?.risk ?? 0) >= one.risk) from = middle + 1;
    else to = middle;
  }
  held.splice(from, 0, one);
}

function without(file: ChangedFile, reason: string): ChangedFile {
  return { ...file, hunks: [], unread: file.unread ?? reason };
}

function sizeOf({ hunks }: ChangedFile): { lines: number; characters: number } {
  let [lines, characters] = [0, 0];
  for (const hunk of hunks) {
    lines += hunk.lines.length;
    for (const { text } of hunk.lines) characters += text.length;
  }
  return { lines, characters };
}

function inWords(count: number): string {
  // Not by Intl: to load it for one number takes a tenth of what the whole start does.
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
