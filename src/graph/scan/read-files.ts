import type { FileContents, StoredSnapshot } from '../../snapshot/types.js';
import { createPauses } from '../../turns/create-pauses.js';
import { LONGEST_PATH, type FileNode } from '../types.js';
import { fitsPath } from '../rows/fits-key.js';
import { attributesOf } from './attributes-of.js';
import { fileNode } from './file-node.js';
import type { LeftOutList } from './left-out.js';

/** Larger ones have a node, but nobody counts their lines or looks for symbols in them. */
export const LARGEST_FILE = 1024 * 1024;
export const MOST_FILES = 200_000;
/** Files of a piece. */
const PIECE = 2000;
/** Of files that have no contents here, whose size is known. */
const TOO_LARGE = `larger than ${LARGEST_FILE} bytes: its lines are not counted`;
export const TOO_LONG = `its path is longer than ${LONGEST_PATH} bytes`;
const TOO_MANY = `the repository has more than ${MOST_FILES} files`;

/**
 * The nodes of a snapshot's files in pieces of a few thousand, those of `only` if it is given. What has no node, or one
 * without lines because of its size, is told to `leftOut`. Symbolic links and submodules are no files.
 */
export async function* readFiles(
  snapshot: StoredSnapshot,
  leftOut: LeftOutList,
  only: ReadonlySet<string> | null = null,
): AsyncGenerator<FileNode[]> {
  const attributed = await attributesOf(snapshot, leftOut);
  const pause = createPauses();
  let piece: FileNode[] = [];
  let taken = 0;
  const take = (file: Parameters<typeof fileNode>[0], why = TOO_LARGE): void => {
    if (only !== null && !only.has(file.path)) return;
    if (!fitsPath(file.path)) return leftOut.add(TOO_LONG, file.path);
    if (taken >= MOST_FILES) return leftOut.add(TOO_MANY, file.path);
    if (file.bytes === null) leftOut.add(why, file.path);
    taken += 1;
    piece.push(fileNode(file, attributed));
  };
  for await (const files of only === null ? snapshot.readAll(LARGEST_FILE) : oneByOne(snapshot, only)) {
    for (const file of files) {
      take(file);
      const turn = pause();
      if (turn !== null) await turn;
    }
    if (piece.length < PIECE) continue;
    yield piece;
    piece = [];
  }
  for (const { path, reason, size, isLink, files = 1 } of snapshot.omitted) {
    if (size !== undefined) take({ path, size, bytes: null }, size > LARGEST_FILE ? TOO_LARGE : reason);
    else if (!isLink && only === null) leftOut.add(reason, path, files);
  }
  if (piece.length > 0) yield piece;
}

/** Not the whole snapshot for a few files of it. */
async function* oneByOne(snapshot: StoredSnapshot, paths: ReadonlySet<string>): AsyncGenerator<FileContents[]> {
  for (const path of paths) {
    const size = snapshot.sizeOf(path);
    if (size === null) continue;
    yield [{ path, size, bytes: size > LARGEST_FILE ? null : await snapshot.readFile(path) }];
  }
}
