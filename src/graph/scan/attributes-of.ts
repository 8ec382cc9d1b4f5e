import type { Snapshot } from '../../snapshot/types.js';
import { linguistOf } from '../../syntax/paths/linguist.js';

/** Files of attributes that are read, and of each so many bytes. */
const MOST_FILES = 50;
const MOST_BYTES = 32 * 1024;
/** Of matching, for each path. */
const MOST_STEPS = 20_000;
const ATTRIBUTES = /(?:^|\/)\.gitattributes$/;

/** Tells of each path whether the snapshot's `.gitattributes` call it generated or vendored. Throws what the disk throws. */
export async function attributesOf(snapshot: Snapshot): Promise<(path: string) => boolean> {
  const files: { path: string; text: string }[] = [];
  for (const { path } of snapshot.list()) {
    if (!path.endsWith('.gitattributes') || !ATTRIBUTES.test(path)) continue;
    const bytes = await snapshot.readFile(path, MOST_BYTES);
    if (bytes !== null) files.push({ path, text: bytes.toString('utf8') });
    if (files.length === MOST_FILES) break;
  }
  if (files.length === 0) return () => false;
  const says = linguistOf(files);
  return (path) => says(path, { steps: MOST_STEPS }) !== null;
}
