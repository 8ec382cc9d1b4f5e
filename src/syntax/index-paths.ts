/** The paths of a repository, ready to be asked many times. */
export interface PathIndex {
  has(path: string): boolean;
  /** The one path that is `suffix` or ends with it after a slash; null if there is none or more than one. */
  ending(suffix: string): string | null;
  /** Files with that ending directly in a folder, at most 40, sorted; empty if there are none. */
  filesIn(folder: string, extension: string): string[];
  /** Whether a folder holds files with that ending. */
  hasFolder(folder: string, extension: string): boolean;
  /** Folders with such files whose path, its parts joined by dots, is `dotted` or ends with it after a dot. */
  foldersLike(dotted: string, extension: string): readonly string[];
}

const MOST_IN_FOLDER = 40;
/** Files or folders of one name beyond which a name tells nothing. */
const MOST_OF_NAME = 20_000;
const MOST_FOLDERS_LIKE = 1000;
/** Parts of a path by whose end it is found. */
const DEEPEST_ENDING = 12;

/** Reads a list of paths once, so that no question goes through all of them again. Pure. */
export function indexPaths(paths: Iterable<string>): PathIndex {
  const all = new Set(paths);
  const byName = new Map<string, string[]>();
  const byFolder = new Map<string, string[]>();
  for (const path of all) {
    const slash = path.lastIndexOf('/');
    add(byName, path.slice(slash + 1), path);
    add(byFolder, slash === -1 ? '.' : path.slice(0, slash), path);
  }
  const endings = new Map<string, Map<string, string | null>>();
  const folders = new Map<string, Folders>();
  const filesIn = (folder: string, extension: string) =>
    (byFolder.get(folder) ?? []).filter((path) => path.endsWith(extension));
  const foldersOf = (extension: string): Folders => {
    const known = folders.get(extension) ?? foldersWith(byFolder, extension);
    folders.set(extension, known);
    return known;
  };
  return {
    has: (path) => all.has(path),
    ending(suffix) {
      const name = suffix.slice(suffix.lastIndexOf('/') + 1);
      const known = endings.get(name) ?? byEnding(byName.get(name) ?? []);
      endings.set(name, known);
      return known.get(suffix) ?? null;
    },
    filesIn: (folder, extension) => filesIn(folder, extension).toSorted().slice(0, MOST_IN_FOLDER),
    hasFolder: (folder, extension) => foldersOf(extension).all.has(folder),
    foldersLike(wanted, extension) {
      const named = foldersOf(extension).byName.get(lastPart(wanted)) ?? [];
      if (named.length > MOST_FOLDERS_LIKE) return [];
      return named.filter((folder) => `.${dotted(folder)}`.endsWith(`.${wanted}`));
    },
  };
}

/** The one path of each ending; null where there are several. */
function byEnding(paths: readonly string[]): Map<string, string | null> {
  const found = new Map<string, string | null>();
  if (paths.length > MOST_OF_NAME) return found;
  for (const path of paths) {
    for (let slash = path.lastIndexOf('/'), depth = 0; depth < DEEPEST_ENDING; depth++) {
      const ending = path.slice(slash + 1);
      found.set(ending, found.has(ending) ? null : path);
      if (slash === -1) break;
      slash = slash === 0 ? -1 : path.lastIndexOf('/', slash - 1);
    }
  }
  return found;
}

interface Folders {
  all: Set<string>;
  byName: Map<string, string[]>;
}

function foldersWith(folders: ReadonlyMap<string, readonly string[]>, extension: string): Folders {
  const found: Folders = { all: new Set(), byName: new Map() };
  for (const [folder, files] of folders) {
    if (!files.some((path) => path.endsWith(extension))) continue;
    found.all.add(folder);
    add(found.byName, lastPart(dotted(folder)), folder);
  }
  return found;
}

function dotted(folder: string): string {
  return folder.replaceAll('/', '.');
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
