import { open } from 'node:fs/promises';
import { createPauses } from '../turns/create-pauses.js';
import { windowsOf } from './search-contents.js';
import type { SnapshotIndex } from './snapshot-index.js';
import type { FileContents } from './types.js';

/**
 * Reads the one file with all contents from its beginning to its end and gives the files of each stretch of it; of
 * those over `largest` bytes only path and size. Memory holds one stretch. Throws what the disk throws.
 */
export async function* readAll(
  contents: string,
  files: SnapshotIndex['files'],
  largest: number,
): AsyncGenerator<readonly FileContents[]> {
  const file = await open(contents, 'r');
  let buffer = Buffer.alloc(0);
  try {
    const pause = createPauses();
    for (const { offset, size, members } of windowsOf(files)) {
      await pause();
      if (members.every((member) => member.size > largest)) {
        yield members.map((member) => ({ path: member.path, size: member.size, bytes: null }));
        continue;
      }
      if (buffer.length < size) buffer = Buffer.allocUnsafe(size);
      const { bytesRead } = await file.read(buffer, 0, size, offset);
      if (bytesRead !== size) throw new Error('the snapshot in the cache is cut short: remove the snapshots folder');
      yield members.map((member) => {
        const from = member.offset - offset;
        const bytes = member.size > largest ? null : buffer.subarray(from, from + member.size);
        return { path: member.path, size: member.size, bytes };
      });
    }
  } finally {
    await file.close();
  }
}
