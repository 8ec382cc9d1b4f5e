import { randomUUID } from 'node:crypto';
import { copyFile, open, rename, rm, utimes, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createPauses } from '../../../turns/create-pauses.js';
import { factsRecord, recordsIn } from './facts-record.js';
import type { PackedFacts } from './pack-facts.js';

/** The facts of a commit, beside its snapshot: they go with it. */
export interface FactsFile {
  path: string;
  has(path: string): boolean;
  add(path: string, facts: PackedFacts): Promise<void>;
  /** From now on this is what was read of the commit. */
  keep(): Promise<void>;
  /** A copy that was not kept goes. */
  close(): Promise<void>;
}

const NAME = 'symbols';
const CHUNK = 1024 * 1024;
/** Records of files that changed since stay in a copy: one that is larger than this is begun anew. */
const LARGEST_COPY = 256 * 1024 * 1024;
/** What is in use stays in the cache. */
const TOUCH_MS = 60_000;

/**
 * The facts of the commit whose snapshot lies in `folder`: as far as an earlier try came, or as they were at `base`
 * (the folder of another commit's snapshot), of which the caller adds again what changed since. A record that a crash
 * cut is dropped. Throws what the disk throws.
 */
export async function openFacts(folder: string, base: string | null = null): Promise<FactsFile> {
  const place = join(folder, NAME);
  const path = base === null ? place : `${place}.${randomUUID()}.tmp`;
  if (base !== null) await copyOr(join(base, NAME), path);
  const handle = await open(path, 'a+', 0o600);
  try {
    const { known, end } = await readIndex(handle);
    await handle.truncate(end);
    let touched = performance.now();
    return {
      path,
      has: (name) => known.has(name),
      async add(name, facts) {
        await handle.appendFile(factsRecord(name, facts));
        known.add(name);
        if (performance.now() - touched < TOUCH_MS) return;
        touched = performance.now();
        await utimes(dirname(place), new Date(), new Date());
      },
      keep: async () => {
        if (path !== place) await rename(path, place);
      },
      close: async () => {
        await handle.close();
        if (path !== place) await rm(path, { force: true });
      },
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Without a copy what is asked for is read again. */
async function copyOr(from: string, to: string): Promise<void> {
  const source = await open(from, 'r').catch(() => null);
  if (source === null) return;
  const { size } = await source.stat();
  await source.close();
  if (size <= LARGEST_COPY) await copyFile(from, to);
}

async function readIndex(handle: FileHandle): Promise<{ known: Set<string>; end: number }> {
  const { size } = await handle.stat();
  const known = new Set<string>();
  const chunk = Buffer.allocUnsafe(Math.min(CHUNK, size));
  const pause = createPauses();
  for (let at = 0; ;) {
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
    const { places, next, end } = recordsIn(chunk.subarray(0, bytesRead), at, size);
    for (const { path } of places) known.add(path);
    if (next === null || next === at) return { known, end };
    at = next;
    await pause();
  }
}
