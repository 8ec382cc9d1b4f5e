import { mirrorText } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';

/**
 * Paths of the files of a commit or tree whose contents the clone lacks, as `git clone --filter` leaves them out; they
 * are not fetched. Throws GitError, also where a whole folder is missing.
 */
export async function missingFiles(checkout: Pick<Checkout, 'mirror'>, sha: string): Promise<string[]> {
  const tree = `${sha}^{tree}`;
  const objects = await mirrorText(checkout, ['rev-list', '--objects', '--no-object-names', '--missing=print', tree]);
  const missing = new Set(objects.split('\n').flatMap((line) => (line.startsWith('?') ? [line.slice(1)] : [])));
  if (missing.size === 0) return [];
  const listing = await mirrorText(checkout, ['ls-tree', '-r', '-z', '--full-tree', tree]);
  return listing.split('\0').flatMap((entry) => {
    const [, id = '', path = ''] = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? [];
    return missing.has(id) ? [path] : [];
  });
}
