import type { Snapshot } from '../../snapshot/types.js';
import { linguistOf } from '../../syntax/paths/linguist.js';
import type { LeftOutList } from './left-out.js';

/** Files of attributes that are read, and of each so many bytes. */
const MOST_FILES = 50;
const MOST_BYTES = 32 * 1024;
/** Of matching, for each path. */
const MOST_STEPS = 20_000;
/**
 * Of matching, for all paths of a repository: nothing else is done meanwhile. Rules that people write take a second.
 */
const MOST_MS = 10_000;
const ATTRIBUTES = /(?:^|\/)\.gitattributes$/;
const TOO_SLOW = '.gitattributes take too long: who wrote it is told by its name and its first lines';

/**
 * Tells of each path whether the snapshot's `.gitattributes` call it generated or vendored; where they take too long,
 * no more is asked, and the paths are told to `leftOut`. Throws what the disk throws.
 */
export async function attributesOf(
  snapshot: Pick<Snapshot, 'list' | 'readFile'>,
  leftOut: LeftOutList,
  mostMs = MOST_MS,
): Promise<(path: string) => boolean> {
  const files: { path: string; text: string }[] = [];
  for (const { path } of snapshot.list()) {
    if (!path.endsWith('.gitattributes') || !ATTRIBUTES.test(path)) continue;
    const bytes = await snapshot.readFile(path, MOST_BYTES);
    if (bytes !== null) files.push({ path, text: bytes.toString('utf8') });
    if (files.length === MOST_FILES) break;
  }
  if (files.length === 0) return () => false;
  const says = linguistOf(files);
  let left = mostMs;
  return (path) => {
    if (left <= 0) {
      leftOut.add(TOO_SLOW, path);
      return false;
    }
    const from = performance.now();
    const found = says(path, { steps: MOST_STEPS });
    left -= performance.now() - from;
    return found !== null;
  };
}
