import { eachInTurns } from '../turns/each-in-turns.js';

/** The paths of a repository, ready to be asked many times. */
export interface PathIndex {
  has(path: string): boolean;
  /** The one path that is `suffix` or ends with it after a slash; null if there is none or more than one. */
  ending(suffix: string): string | null;
  /** Files with that ending directly in a folder, at most 40, sorted; empty if there are none. */
  filesIn(folder: string, extension: PackageEnding): readonly string[];
  /** Whether a folder holds files with that ending. */
  hasFolder(folder: string, extension: PackageEnding): boolean;
  /** Folders with such files whose path, its parts joined by dots, is `dotted` or ends with it after a dot. */
  foldersLike(dotted: string, extension: PackageEnding): readonly string[];
}

/** Of the languages that import a folder, not a file. */
export type PackageEnding = '.go' | '.java' | '.cs';

const MOST_IN_FOLDER = 40;
/** Files or folders of one name beyond which a name tells nothing. */
const MOST_OF_NAME = 20_000;
const MOST_FOLDERS_LIKE = 1000;

/** Paths with the same last parts, and those of them with one part more: only where that was asked for. */
interface Ending {
  paths: string[];
  /** Characters of the parts. */
  length: number;
  longer: Map<string, Ending> | null;
}

/** Files of one ending by their folder, the first 40 of each, and these folders by the last part of their name. */
interface Folders {
  files: Map<string, string[]>;
  byName: Map<string, string[]>;
}

/**
 * Reads a list of paths once, so that no question goes through all of them again, and gives way: a repository may have
 * a hundred thousand files.
 */
export async function indexPaths(paths: Iterable<string>): Promise<PathIndex> {
  const all = new Set<string>();
  const byName = new Map<string, Ending>();
  const folders: Record<PackageEnding, Folders> = { '.go': noFolders(), '.java': noFolders(), '.cs': noFolders() };
  await eachInTurns(paths, (path) => {
    if (all.has(path)) return;
    all.add(path);
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    addEnding(byName, name, path, name.length);
    const extension = name.slice(Math.max(0, name.lastIndexOf('.')));
    if (Object.hasOwn(folders, extension))
      addFile(folders[extension as PackageEnding], slash === -1 ? '.' : path.slice(0, slash), path);
  });
  return {
    has: (path) => all.has(path),
    ending: (suffix) => onlyPath(byName, suffix),
    filesIn: (folder, extension) => folders[extension].files.get(folder) ?? [],
    hasFolder: (folder, extension) => folders[extension].files.has(folder),
    foldersLike(wanted, extension) {
      const named = folders[extension].byName.get(lastPart(wanted)) ?? [];
      if (named.length > MOST_FOLDERS_LIKE) return [];
      return named.filter((folder) => `.${folder.replaceAll('/', '.')}`.endsWith(`.${wanted}`));
    },
  };
}

function onlyPath(byName: ReadonlyMap<string, Ending>, suffix: string): string | null {
  const parts = suffix.split('/').toReversed();
  let found = byName.get(parts[0] ?? '');
  if (found && found.paths.length > MOST_OF_NAME) return null;
  for (const part of parts.slice(1)) {
    if (!found) return null;
    found.longer ??= oneMorePart(found);
    found = found.longer.get(part);
  }
  return found?.paths.length === 1 ? (found.paths[0] ?? null) : null;
}

function oneMorePart({ paths, length }: Ending): Map<string, Ending> {
  const longer = new Map<string, Ending>();
  for (const path of paths) {
    const end = path.length - length - 1;
    if (end < 0) continue;
    const part = path.slice(path.lastIndexOf('/', end - 1) + 1, end);
    addEnding(longer, part, path, length + 1 + part.length);
  }
  return longer;
}

function addEnding(endings: Map<string, Ending>, part: string, path: string, length: number): void {
  const known = endings.get(part);
  if (known) known.paths.push(path);
  else endings.set(part, { paths: [path], length, longer: null });
}

function noFolders(): Folders {
  return { files: new Map(), byName: new Map() };
}

function addFile({ files, byName }: Folders, folder: string, path: string): void {
  const known = files.get(folder);
  if (known) {
    insertSorted(known, path);
    return;
  }
  files.set(folder, [path]);
  const name = lastPart(folder.replaceAll('/', '.'));
  const named = byName.get(name);
  if (named) named.push(folder);
  else byName.set(name, [folder]);
}

/** Into the first 40, if it belongs there. */
function insertSorted(paths: string[], path: string): void {
  const place = paths.findLastIndex((other) => other < path) + 1;
  if (place >= MOST_IN_FOLDER) return;
  paths.splice(place, 0, path);
  if (paths.length > MOST_IN_FOLDER) paths.pop();
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
