import { busFactor } from './bus-factor.js';

/** Fewer files of one folder say nothing of who could go on with it. */
const FEWEST_FILES = 3;

/**
 * The folders with a bus factor of one (see `busFactor`), and of how many folders: files count to the folder they lie in,
 * and folders with fewer than three files that have an author are left out. Takes the authors of each file. Pure.
 */
export function foldersOfOne(authorsOf: ReadonlyMap<string, readonly string[]>): { folders: string[]; of: number } {
  const byFolder = new Map<string, Map<string, readonly string[]>>();
  for (const [path, authors] of authorsOf) {
    if (authors.length === 0) continue;
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    byFolder.set(folder, (byFolder.get(folder) ?? new Map<string, readonly string[]>()).set(path, authors));
  }
  const known = [...byFolder].filter(([, files]) => files.size >= FEWEST_FILES);
  const folders = known.filter(([, files]) => busFactor(files) === 1).map(([folder]) => folder);
  return { folders: folders.toSorted(), of: known.length };
}
