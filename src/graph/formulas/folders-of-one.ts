import { busFactor } from './bus-factor.js';

/** Fewer files of one folder say nothing of who could go on with it. */
const FEWEST_FILES = 3;

/** A folder that one person could leave without an author. */
export interface FolderOfOne {
  /** Empty: the root. */
  path: string;
  login: string;
  /** Of how many of its files that is an author, of all that have one. */
  files: number;
  of: number;
}

/**
 * The folders with a bus factor of one (see `busFactor`) by path, and of how many folders that is known: files count to
 * the folder they lie in, and folders with fewer than three files that have an author are left out. Takes the authors of
 * each file. Pure.
 */
export function foldersOfOne(authorsOf: ReadonlyMap<string, readonly string[]>): {
  folders: FolderOfOne[];
  of: number;
} {
  const byFolder = new Map<string, Map<string, readonly string[]>>();
  for (const [path, authors] of authorsOf) {
    if (authors.length === 0) continue;
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    byFolder.set(folder, (byFolder.get(folder) ?? new Map<string, readonly string[]>()).set(path, authors));
  }
  const known = [...byFolder].filter(([, files]) => files.size >= FEWEST_FILES);
  const folders = known
    .filter(([, files]) => busFactor(files) === 1)
    .map(([path, files]) => ({ path, ...mostFrequent([...files.values()].flat()), of: files.size }));
  return { folders: folders.toSorted((a, b) => (a.path < b.path ? -1 : 1)), of: known.length };
}

/** As `busFactor` takes people away: who authors most, of equals the first by name. */
function mostFrequent(authors: readonly string[]): { login: string; files: number } {
  const counts = new Map<string, number>();
  for (const author of authors) counts.set(author, (counts.get(author) ?? 0) + 1);
  const [most] = [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  if (most === undefined) throw new Error('a folder of one has an author');
  return { login: most[0], files: most[1] };
}
