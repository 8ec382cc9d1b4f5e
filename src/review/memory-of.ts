import { BOUNDS } from './bounds.js';

/** What a review takes beside its diffs: windows of texts, prompts, the index of a repository of usual size. */
const BASE = 12 * 1024 * 1024;
/** A file of the change in all the lists it stands in. */
const FILE = 3 * 1024;
/** A line of a diff, as an object with its text. */
const LINE = 250;

/**
 * About how many bytes a review of a change holds at most, told before its files are read. `lines` is what its diffs
 * add and remove; files without a diff may bring as many as a review reads.
 */
export function memoryOf({ files, lines }: { files: number; lines: number }): number {
  const known = Math.min(lines, BOUNDS.diffLines);
  return BASE + Math.min(files, BOUNDS.files) * FILE + known * LINE;
}
