import { CheckoutError } from './checkout-error.js';
import { mirrorGit } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';
import { NOT_IN_CLONE } from './without-missing.js';

/**
 * The bytes of a file at a commit or tree; null if there is none. A symlink gives the path it names, as git keeps it.
 * Throws CheckoutError where the file is there, but this clone lacks its contents.
 */
export async function readBlob(checkout: Checkout, tree: string, path: string): Promise<Buffer | null> {
  const listing = await mirrorGit(checkout, ['--literal-pathspecs', 'ls-tree', '-z', '--full-tree', tree, '--', path]);
  const [, id] = /^\d+ blob ([0-9a-f]+)\t/.exec(listing.toString('utf8')) ?? [];
  if (id === undefined) return null;
  const bytes = await checkout.blobs.read(id);
  if (bytes === null) throw new CheckoutError(`${path} cannot be read: ${NOT_IN_CLONE}`);
  return bytes;
}
