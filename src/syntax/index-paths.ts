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
  const filesIn = (folder: string, extension: string) =>
    (byFolder.get(folder) ?? []).filter((path) => path.endsWith(extension));
  return {
    has: (path) => all.has(path),
    ending(suffix) {
      const named = byName.get(suffix.slice(suffix.lastIndexOf('/') + 1)) ?? [];
      const found = named.filter((path) => path === suffix || path.endsWith(`/${suffix}`));
      return found.length === 1 ? (found[0] ?? null) : null;
    },
    filesIn: (folder, extension) => filesIn(folder, extension).toSorted().slice(0, MOST_IN_FOLDER),
    folders(extension) {
      const known = foldersOf.get(extension);
      if (known) return known;
      const folders = [...byFolder.keys()].filter((folder) => filesIn(folder, extension).length > 0).toSorted();
      foldersOf.set(extension, folders);
      return folders;
    },
  };
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
