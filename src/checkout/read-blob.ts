import { mirrorGit } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';

/** The bytes of a file at a commit or tree; null if there is none. A symlink gives the path it names, as git keeps it. */
export async function readBlob(checkout: Checkout, tree: string, path: string): Promise<Buffer | null> {
  const listing = await mirrorGit(checkout, ['--literal-pathspecs', 'ls-tree', '-z', '--full-tree', tree, '--', path]);
  const [, id] = /^\d+ blob ([0-9a-f]+)\t/.exec(listing.toString('utf8')) ?? [];
  return id === undefined ? null : mirrorGit(checkout, ['cat-file', 'blob', id]);
}
