import type { Change } from '../../review/types.js';

type Files = Change['files'];

/** The names of the files of a change. */
export interface ChangedPaths {
  /** Files that were there before, the largest changes first, at most so many as were asked for. */
  files: Files;
  /** There are more of them. */
  isBounded: boolean;
  /** Their names in the base: the past knows no others. */
  paths: string[];
  changedLines: ReadonlyMap<string, number>;
  /** Every name of every file, in the base and in the head. */
  all: ReadonlySet<string>;
  /** The name in the head of a file by that in the base. */
  nameOf(path: string): string;
}

/** What the past can be asked about a change: added and copied files have none. Pure. */
export function pathsOfChange(files: Files, most = Infinity): ChangedPaths {
  const old = files.filter(({ status }) => status !== 'added' && status !== 'copied');
  const known = old.toSorted((a, b) => b.additions + b.deletions - a.additions - a.deletions).slice(0, most);
  const before = ({ path, oldPath }: Files[number]) => oldPath ?? path;
  const names = new Map(known.map((file) => [before(file), file.path]));
  return {
    files: known,
    isBounded: known.length < old.length,
    paths: known.map(before),
    changedLines: new Map(known.map((file) => [before(file), file.additions + file.deletions])),
    all: new Set(files.flatMap((file) => [before(file), file.path])),
    nameOf: (path) => names.get(path) ?? path,
  };
}
