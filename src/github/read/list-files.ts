import type { Octokit } from '../client/installation-octokit.js';
import type { PullTarget } from '../client/target.js';
import { readTree, type TreeEntry } from './read-tree.js';

const LINK = '120000';

export interface ListedFiles {
  /** Bytes. Symbolic links and submodules are no files. */
  files: { path: string; size: number }[];
  /** There are more files than were asked for or than GitHub lists of one folder, or more folders than calls. */
  isCut: boolean;
}

/**
 * The files of a commit by GitHub's trees, for a repository whose archive is too large: all at once where GitHub lists
 * them so, else folder by folder. Throws what the client throws.
 */
export async function listFiles(
  octokit: Octokit,
  target: Pick<PullTarget, 'owner' | 'repo'>,
  sha: string,
  { mostFiles, mostCalls }: { mostFiles: number; mostCalls: number },
): Promise<ListedFiles> {
  const files: ListedFiles['files'] = [];
  const folders: { prefix: string; sha: string }[] = [{ prefix: '', sha }];
  let calls = 0;
  let isCut = false;
  const read = async (tree: string, recursive: boolean) => {
    calls += 1;
    return readTree(octokit, target, tree, { recursive });
  };
  const take = (prefix: string, entries: readonly TreeEntry[]): void => {
    for (const { path, mode, type, size } of entries) {
      if (type === 'blob' && mode !== LINK) files.push({ path: prefix + path, size: size ?? 0 });
    }
  };
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    if (files.length > mostFiles || calls + 2 > mostCalls) return { files: files.slice(0, mostFiles), isCut: true };
    const { prefix, sha: tree } = folder;
    const whole = await read(tree, true);
    if (!whole.truncated) {
      take(prefix, whole.entries);
      continue;
    }
    const own = await read(tree, false);
    isCut ||= own.truncated;
    take(prefix, own.entries);
    for (const { path, type, sha: below } of own.entries) {
      if (type === 'tree' && below) folders.push({ prefix: `${prefix}${path}/`, sha: below });
    }
  }
  return { files: files.slice(0, mostFiles), isCut: isCut || files.length > mostFiles };
}
