import type { Snapshot } from '../../snapshot/types.js';
import { createPauses } from '../../turns/create-pauses.js';
import type { ChangedFile } from '../types.js';
import { generatedHeader } from '../../syntax/paths/generated-header.js';
import { linguistOf } from '../../syntax/paths/linguist.js';

/** Of a file: what its first lines take. */
const START_BYTES = 8 * 1024;
/** Files of attributes that are read, and of each so many bytes. */
const MOST_ATTRIBUTES = 50;
const MOST_STEPS = 4_000_000;
const ATTRIBUTES = /(?:^|\/)\.gitattributes$/;
const LFS = /^version https:\/\/git-lfs\.github\.com\/spec\/v1\s/;

/**
 * Which files no person wrote by what the repository says of them, with the reason: a pointer of Git LFS, a header of a
 * generator, `linguist-generated` or `linguist-vendored`. What this change itself adds to a file that was there does
 * not count: a header or an attribute that comes with a change could hide the rest of it.
 */
export async function whoWrote(files: readonly ChangedFile[], snapshot: Snapshot): Promise<Map<string, string>> {
  const reasons = new Map<string, string>();
  const attributes = linguistOf(await attributeFiles(files, snapshot));
  const budget = { steps: MOST_STEPS };
  const pause = createPauses();
  for (const file of files) {
    await pause();
    if (file.status === 'deleted' || file.binary) continue;
    const linguist = attributes(file.path, budget);
    const reason = linguist === null ? await byItsStart(file, snapshot) : `${linguist}, by .gitattributes`;
    if (reason !== null) reasons.set(file.path, reason);
  }
  return reasons;
}

async function byItsStart(file: ChangedFile, snapshot: Snapshot): Promise<string | null> {
  const bytes = await snapshot.readFile(file.path, START_BYTES).catch(() => null);
  if (bytes === null) return null;
  const start = bytes.toString('utf8');
  if (LFS.test(start) && bytes.length < 1024) return 'Git LFS pointer';
  const line = generatedHeader(start);
  if (line === null) return null;
  const isNew = file.hunks.some(({ lines }) => lines.some(({ kind, newLine }) => kind === 'added' && newLine === line));
  return isNew && file.status !== 'added' ? null : 'generated, by its header';
}

async function attributeFiles(
  files: readonly ChangedFile[],
  snapshot: Snapshot,
): Promise<{ path: string; text: string }[]> {
  const changed = new Set(files.filter(({ path }) => ATTRIBUTES.test(path)).map(({ path }) => path));
  const found: { path: string; text: string }[] = [];
  const pause = createPauses();
  for (const { path } of snapshot.list()) {
    await pause();
    if (!path.endsWith('.gitattributes') || !ATTRIBUTES.test(path) || changed.has(path)) continue;
    const bytes = await snapshot.readFile(path, START_BYTES * 4).catch(() => null);
    if (bytes !== null) found.push({ path, text: bytes.toString('utf8') });
    if (found.length === MOST_ATTRIBUTES) break;
  }
  return found;
}
