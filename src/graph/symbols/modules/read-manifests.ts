import type { Snapshot } from '../../../snapshot/types.js';
import { createPauses } from '../../../turns/create-pauses.js';
import { isManifest, isScriptManifest } from './manifests.js';
import { readJson, type JsonObject } from './read-json.js';

const MOST_MANIFESTS = 5000;
const LARGEST_MANIFEST = 256 * 1024;
/** Of all manifests: they are held as long as the repository is read. */
const MOST_BYTES = 32 * 1024 * 1024;

export interface ReadManifests {
  texts: Map<string, string>;
  /** What those of scripts say. */
  json: Map<string, JsonObject>;
  /** Too large, or one of too many. */
  unread: string[];
  /** No JSON: ignored. */
  broken: string[];
}

/**
 * Reads the files of a snapshot that say where imports lead: at most 5,000 of 256 KiB and 32 MiB in all, in the order of
 * `paths` (absent: all there are). None is executed. `until`: `performance.now()` after which nothing more is read.
 */
export async function readManifests(
  snapshot: Pick<Snapshot, 'list' | 'readFile' | 'sizeOf'>,
  { paths = manifestsOf(snapshot), until = Infinity }: { paths?: Iterable<string>; until?: number } = {},
): Promise<ReadManifests> {
  const read: ReadManifests = { texts: new Map(), json: new Map(), unread: [], broken: [] };
  const pause = createPauses();
  let room = MOST_BYTES;
  for (const path of paths) {
    await pause();
    const size = snapshot.sizeOf(path) ?? 0;
    const fits = size <= LARGEST_MANIFEST && size <= room && read.texts.size < MOST_MANIFESTS;
    const bytes = fits && performance.now() < until ? await snapshot.readFile(path) : null;
    if (bytes === null) {
      read.unread.push(path);
      continue;
    }
    room -= size;
    const text = bytes.toString('utf8');
    read.texts.set(path, text);
    if (!isScriptManifest(path)) continue;
    const json = readJson(text);
    if (json) read.json.set(path, json);
    else read.broken.push(path);
  }
  return read;
}

function* manifestsOf(snapshot: Pick<Snapshot, 'list'>): Generator<string> {
  for (const { path } of snapshot.list()) if (isManifest(path)) yield path;
}
