import { gitText } from '../../checkout/git.js';
import type { Issue, Repository } from '../../sandbox/types.js';

/** The commits of a pull request of the past: where it began, and its head in each round. */
export interface PastCommits {
  base: string;
  first: string;
  last: string;
}

/**
 * Reads the commits of a merged pull request and makes the one that its first round read: the same files, said in other
 * words. Its id is the same at each time. Throws GitError.
 */
export async function pastCommits(
  { folder }: Pick<Repository, 'folder'>,
  { pull, title }: Issue,
): Promise<PastCommits> {
  if (pull === null) throw new Error('an issue has no commits');
  const { base, head } = pull;
  const when = (await gitText(folder, ['show', '--no-patch', '--format=%aI', head.sha])).trim();
  const who = ['-c', 'user.name=Orchard', '-c', 'user.email=team@orchard.example'];
  const commit = ['commit-tree', `${head.sha}^{tree}`, '-p', base.sha, '-m', `${title}: first try`];
  const dates = { GIT_AUTHOR_DATE: when, GIT_COMMITTER_DATE: when };
  const first = (await gitText(folder, [...who, ...commit], [], dates)).trim();
  return { base: base.sha, first, last: head.sha };
}
