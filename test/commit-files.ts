import { execFileSync } from 'node:child_process';

/**
 * A commit on top of `parent` in the repository in `folder`, with some files written anew or (null) removed; returns its
 * SHA. No branch moves.
 */
export function commitFiles(folder: string, parent: string, files: Readonly<Record<string, string | null>>): string {
  const env = { ...process.env, GIT_INDEX_FILE: `${folder}/index-${process.pid}` };
  const git = (args: string[], input = '') =>
    execFileSync('git', ['-C', folder, ...args], { env, input, encoding: 'utf8' }).trim();
  git(['read-tree', parent]);
  for (const [path, text] of Object.entries(files)) {
    if (text === null) git(['update-index', '--index-info'], `0 ${'0'.repeat(40)}\t${path}\n`);
    else git(['update-index', '--add', '--cacheinfo', `100644,${git(['hash-object', '-w', '--stdin'], text)},${path}`]);
  }
  const who = ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid'];
  return git([...who, 'commit-tree', git(['write-tree']), '-p', parent, '-m', 'more']);
}
