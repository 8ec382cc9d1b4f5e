import { open, rm, stat } from 'node:fs/promises';
import { CheckoutError } from '../../checkout/checkout-error.js';
import { refuseUnlessFile } from '../../checkout/refuse-special-files.js';

/** What the ending of a file's name says of its format; null: nothing. Pure. */
export function formatOf(output: string): 'markdown' | 'json' | 'sarif' | null {
  if (/\.sarif(?:\.json)?$/i.test(output)) return 'sarif';
  if (/\.json$/i.test(output)) return 'json';
  return /\.(?:md|markdown)$/i.test(output) ? 'markdown' : null;
}

/** Throws CheckoutError unless a report can be written there; leaves nothing there. */
export async function refuseUnwritable(output: string): Promise<void> {
  await refuseUnlessFile(output);
  const isThere = (await stat(output).catch(() => null)) !== null;
  try {
    await (await open(output, 'a')).close();
    if (!isThere) await rm(output, { force: true });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const why = WHY[code] ?? (error instanceof Error ? error.message : String(error));
    throw new CheckoutError(`--output ${output} cannot be written: ${why}`, { cause: error });
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist; make it first',
  ENOTDIR: 'its folder is a file; name another',
  EACCES: 'this user may not; name a file that it may write',
  EPERM: 'this user may not; name a file that it may write',
  EROFS: 'the disk is read-only; name a file on another',
};
