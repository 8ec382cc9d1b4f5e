import { execFileSync } from 'node:child_process';

/**
 * A commit on top of `parent` in the repository in `folder`, with some files or links written anew or (null) removed;
 * returns its SHA. No branch moves.
 */
export function commitFiles(
  folder: string,
  parent: string,
  files: Readonly<Record<string, string | { link: string } | null>>,
): string {
  const env = { ...process.env, GIT_INDEX_FILE: `${folder}/index-${process.pid}` };
  const git = (args: string[], input = '') =>
    execFileSync('git', ['-C', folder, ...args], { env, input, encoding: 'utf8' }).trim();
  git(['read-tree', parent]);
  for (const [path, text] of Object.entries(files)) {
    if (text === null) {
      git(['update-index', '--index-info'], `0 ${'0'.repeat(40)}\t${path}\n`);
      continue;
    }
    const [mode, content] = typeof text === 'string' ? ['100644', text] : ['120000', text.link];
    git(['update-index', '--add', '--cacheinfo', `${mode},${git(['hash-object', '-w', '--stdin'], content)},${path}`]);
  }
  const who = ['-c', 'user.name=T', '-c', 'user.email=t@example.invalid'];
  return git([...who, 'commit-tree', git(['write-tree']), '-p', parent, '-m', 'more']);
}
