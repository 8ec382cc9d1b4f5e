/** The paths of a repository, ready to be asked many times. */
export interface PathIndex {
  has(path: string): boolean;
  /** The one path that is `suffix` or ends with it after a slash; null if there is none or more than one. */
  ending(suffix: string): string | null;
  /** Files with that ending directly in a folder, at most 40, sorted; empty if there are none. */
  filesIn(folder: string, extension: string): string[];
  /** Folders that hold files with that ending. */
  folders(extension: string): readonly string[];
}

const MOST_IN_FOLDER = 40;
const MOST_FOLDERS = 30;

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
  const foldersOf = new Map<string, string[]>();
  const endings = new Map<string, Map<string, string | null>>();
  const first = new Map<string, string[]>();
  const filesIn = (folder: string, extension: string) =>
    (byFolder.get(folder) ?? []).filter((path) => path.endsWith(extension));
  return {
    has: (path) => all.has(path),
    ending(suffix) {
      const name = suffix.slice(suffix.lastIndexOf('/') + 1);
      const known = endings.get(name) ?? endingsOf(byName.get(name) ?? []);
      endings.set(name, known);
      return known.get(suffix) ?? null;
    },
    filesIn(folder, extension) {
      const key = `${extension} ${folder}`;
      const known = first.get(key) ?? filesIn(folder, extension).toSorted().slice(0, MOST_IN_FOLDER);
      first.set(key, known);
      return known;
    },
    folders(extension) {
      const known = foldersOf.get(extension);
      if (known) return known;
      const folders = [...byFolder.keys()].filter((folder) => filesIn(folder, extension).length > 0).toSorted();
      foldersOf.set(extension, folders);
      return folders;
    },
  };
}

/** Every ending of the paths that begins after a slash, of the last 30 folders: the path, or null where several have it. */
function endingsOf(paths: readonly string[]): Map<string, string | null> {
  const endings = new Map<string, string | null>();
  for (const path of paths) {
    let at = path.length;
    for (let count = 0; count < MOST_FOLDERS && at > 0; count += 1) {
      at = path.lastIndexOf('/', at - 1);
      const ending = path.slice(at + 1);
      endings.set(ending, endings.has(ending) ? null : path);
      if (at <= 0) break;
    }
  }
  return endings;
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
