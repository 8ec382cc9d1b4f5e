import { copyFile, readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckoutError } from './checkout-error.js';
import type { Checkout } from './open-checkout.js';

/**
 * Copies the index of the repository, and what it shares with others of it where it is split, into `checkout.work`, and
 * gives the copy's path. Throws CheckoutError where there is no index.
 *
 * The copy keeps the time the index was written at: a file that changed in the second in which it was staged looks as it
 * did then, and git reads it again only where the index is no younger than the file (gitformat-index(5), "racy git").
 * With `asNew` it is younger than any file, and git goes by times and sizes alone.
 */
export async function copyIndex(
  { indexFile, gitFolder, work }: Checkout,
  name: string,
  { asNew = false } = {},
): Promise<string> {
  const copy = join(work, name);
  try {
    await copyWithTime(indexFile, copy);
    // git looks for it in its own folder: gitformat-index(5), "Split index".
    for (const shared of await readdir(gitFolder))
      if (shared.startsWith('sharedindex.')) await copyWithTime(join(gitFolder, shared), join(work, shared));
  } catch (error) {
    throw new CheckoutError('there is no index: uncommitted work is reviewed in a working tree', { cause: error });
  }
  const later = new Date(Date.now() + 86_400_000);
  if (asNew) await utimes(copy, later, later);
  return copy;
}

async function copyWithTime(from: string, to: string): Promise<void> {
  // Asked before: of an index that is replaced meanwhile the older time has more files read, and none too few.
  const { atimeMs, mtimeMs } = await stat(from);
  await copyFile(from, to);
  await utimes(to, Math.floor(atimeMs) / 1000, Math.floor(mtimeMs) / 1000);
}
