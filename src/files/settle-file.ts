import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Gives a file that was written beside its place that place, so that after a crash, also one of the machine, there is
 * the whole file or none. Throws what the file system throws.
 */
export async function settleFile(written: string, path: string): Promise<void> {
  await sync(written);
  await rename(written, path);
  await sync(dirname(path));
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
