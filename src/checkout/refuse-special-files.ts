import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CheckoutError } from './checkout-error.js';

/**
 * What git opens by itself, below its folder; `true`: with all folders inside. Loose objects are looked at by git's
 * deadline.
 */
const LOOKED_AT: readonly [string, boolean][] = [
  ['', false],
  ['info', false],
  ['refs', true],
  ['objects/info', false],
  ['objects/pack', false],
];

/**
 * Throws CheckoutError if the repository that `folder` lies in has a FIFO, socket or device where git reads files: git
 * would wait for whoever writes to it, or read for ever. No repository: nothing is said of it here.
 */
export async function refuseSpecialFiles(folder: string): Promise<void> {
  for (const place of await gitFolders(resolve(folder))) {
    for (const [name, deep] of LOOKED_AT) await refuseIn(join(place, name), deep);
  }
}

/** Throws CheckoutError unless `path` is a regular file, or nothing; links are followed. */
export async function refuseUnlessFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found !== null && !found.isFile()) throw special(path);
}

async function refuseIn(folder: string, deep: boolean): Promise<void> {
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (deep) await refuseIn(path, deep);
    } else if (entry.isSymbolicLink()) {
      const found = await stat(path).catch(() => null);
      if (found !== null && !found.isFile() && !found.isDirectory()) throw special(path);
    } else if (!entry.isFile()) {
      throw special(path);
    }
  }
}

/**
 * The git folder that belongs to `folder`, and for a linked worktree the one it shares; a bare repository is its own.
 */
async function gitFolders(folder: string): Promise<string[]> {
  for (let at = folder; ; at = dirname(at)) {
    const place = join(at, '.git');
    const found = await stat(place).catch(() => null);
    if (found?.isDirectory()) return withCommon(place);
    if (found?.isFile()) return withCommon(resolve(at, (await firstLine(place)).replace(/^gitdir: /, '')));
    if (found !== null) throw special(place);
    if ((await stat(join(at, 'HEAD')).catch(() => null)) && (await stat(join(at, 'objects')).catch(() => null)))
      return withCommon(at);
    if (dirname(at) === at) return [];
  }
}

async function withCommon(place: string): Promise<string[]> {
  const shared = join(place, 'commondir');
  await refuseUnlessFile(shared);
  const common = await firstLine(shared).catch(() => null);
  return common === null ? [place] : [place, resolve(place, common)];
}

async function firstLine(path: string): Promise<string> {
  return (await readFile(path, 'utf8')).split('\n', 1)[0] ?? '';
}

function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

function special(path: string): CheckoutError {
  return new CheckoutError(
    `${path} is no regular file but a FIFO, socket, device or folder: remove it, or name another`,
  );
}
