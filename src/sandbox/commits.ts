import { GitError, gitText, isAncestor } from './git.js';

export interface Commit {
  sha: string;
  tree: string;
  parents: string[];
  author: Signature;
  committer: Signature;
  message: string;
}

interface Signature {
  name: string;
  email: string;
  date: string;
}

const FORMAT = '%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B%x00%x01';

/** The commits of `range` (such as `base..head`), oldest first, `count` at most. Throws GitError. */
export async function listCommits(folder: string, range: string, count: number): Promise<Commit[]> {
  const text = await gitText(folder, ['log', '--topo-order', '--reverse', `--format=${FORMAT}`, range, '--']);
  return text
    .split('\x01')
    .filter((record) => record.trim() !== '')
    .slice(0, count)
    .map(parse);
}

/** One commit. Throws GitError. */
export async function readCommit(folder: string, sha: string): Promise<Commit> {
  return parse(await gitText(folder, ['show', '--no-patch', `--format=${FORMAT}`, sha, '--']));
}

/** How many commits `head` has that `base` has not. Throws GitError. */
export async function countCommits(folder: string, base: string, head: string): Promise<number> {
  return Number((await gitText(folder, ['rev-list', '--count', `${base}..${head}`, '--'])).trim());
}

/** Whether a commit belongs to a pull request: reachable from its head and not from its base. */
export async function isPullCommit(folder: string, pull: { base: string; head: string }, sha: string): Promise<boolean> {
  if (!/^[0-9a-f]{40}$/.test(sha)) return false;
  try {
    return (await isAncestor(folder, sha, pull.head)) && !(await isAncestor(folder, sha, pull.base));
  } catch (error) {
    if (error instanceof GitError) return false;
    throw error;
  }
}

function parse(record: string): Commit {
  const [sha = '', tree = '', parents = '', an = '', ae = '', at = '', cn = '', ce = '', ct = '', message = ''] = record
    .trimStart()
    .split('\0');
  return {
    sha,
    tree,
    parents: parents === '' ? [] : parents.split(' '),
    author: { name: an, email: ae, date: utc(at) },
    committer: { name: cn, email: ce, date: utc(ct) },
    message: message.trimEnd(),
  };
}

function utc(date: string): string {
  return new Date(date).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
