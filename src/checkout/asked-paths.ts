import { lstat, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { CheckoutError } from './checkout-error.js';
import { commitIfThere } from './find-commit.js';
import { mirrorText } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';
import type { ReviewRange } from './resolve-range.js';

/**
 * Parts what was typed before `--` into a range and files: the first is a range unless it is no commit and there is such
 * a file.
 */
export async function rangeAndFiles(
  checkout: Checkout,
  typed: readonly string[],
): Promise<{ range: string | null; files: string[] }> {
  const [first, ...others] = typed;
  if (first === undefined) return { range: null, files: [] };
  const isFile = (await commitIfThere(checkout, first)) === null && (await isThere(join(checkout.folder, first)));
  return isFile ? { range: null, files: [first, ...others] } : { range: first, files: others };
}

/**
 * Which paths of a change were asked for: the named files, and all in the named folders; with none, all. Throws
 * CheckoutError for a name that neither side of the range has.
 */
export async function askedPaths(
  checkout: Checkout,
  { headSha, mergeBase }: Pick<ReviewRange, 'headSha' | 'mergeBase'>,
  files: readonly string[],
): Promise<(path: string) => boolean> {
  if (files.length === 0) return () => true;
  const names = await Promise.all(files.map((file) => nameIn(checkout, file)));
  if (names.includes('')) return () => true;
  const known = new Set<string>();
  for (const tree of [headSha, mergeBase]) {
    const listing = ['--literal-pathspecs', 'ls-tree', '-z', '--name-only', '--full-tree', tree, '--', ...names];
    for (const name of (await mirrorText(checkout, listing)).split('\0')) known.add(name);
  }
  const unknown = names.findIndex((name) => !known.has(name));
  if (unknown >= 0)
    throw new CheckoutError(`there is no file or folder "${files[unknown]}" in what is reviewed: check the name`);
  return (path) => names.some((name) => path === name || path.startsWith(`${name}/`));
}

/** As it is called in the repository; '' is all of it. */
async function nameIn({ root, folder }: Checkout, file: string): Promise<string> {
  const top = root === null ? folder : root;
  const from = root === null || isAbsolute(file) ? top : await realpath(folder);
  const name = relative(top, resolve(from, file)).split(sep).join('/');
  if (name === '..' || name.startsWith('../') || isAbsolute(name))
    throw new CheckoutError(`"${file}" lies outside of this repository: name a file of it`);
  return name;
}

async function isThere(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null;
}
