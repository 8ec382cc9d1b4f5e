import { gitText } from './git.js';

/** One change as it came into the main line; reviewed as `git diff base...head`. */
export interface LastChange {
  /** What the main line was before. */
  base: string;
  /** The last commit of the change. */
  head: string;
  /** The commit of the main line that brought it: the merge, or the change itself. */
  merged: string;
  title: string;
  author: string;
  body: string;
}

interface Commit {
  sha: string;
  parents: string[];
  author: string;
  message: string;
}

/** What GitHub writes above the title of a pull request when it merges it. */
const MERGE_OF_PULL = /^Merge pull request #\d+ from \S+$/;

/**
 * The last `count` commits of the main line of the branch that is checked out in `folder`, newest first: a merge
 * brought a branch, any other is a change by itself, as squashing and rebasing leave it. The first commit of all has
 * nothing to compare with and is left out. Throws GitError when `folder` is no git repository or has no commit.
 */
export async function readLastChanges(folder: string, count: number): Promise<LastChange[]> {
  const commits = await readCommits(folder, ['--first-parent', `--max-count=${count}`]);
  return Promise.all(
    commits
      .filter(({ parents }) => parents.length > 0)
      .map((commit) => (commit.parents.length > 1 ? changeOfMerge(folder, commit) : changeOfCommit(commit))),
  );
}

/** What is said where a history has fewer changes than were asked for; null: it has as many. */
export function fewerChanges(changes: readonly LastChange[], asked: number): string | null {
  const { length } = changes;
  if (length >= asked) return null;
  return `the history has ${length} ${length === 1 ? 'change' : 'changes'} to review, not ${asked}`;
}

async function changeOfMerge(
  folder: string,
  { sha, parents: [base = '', head = ''], message }: Commit,
): Promise<LastChange> {
  const [last] = await readCommits(folder, ['--max-count=1', head]);
  return { base, head, merged: sha, author: last?.author ?? '', ...describe(message) };
}

function changeOfCommit({ sha, parents: [base = ''], author, message }: Commit): LastChange {
  return { base, head: sha, merged: sha, author, ...describe(message) };
}

function describe(message: string): { title: string; body: string } {
  const paragraphs = message.trim().split(/\n[ \t]*\n/);
  const named = paragraphs.length > 1 && MERGE_OF_PULL.test(paragraphs[0] ?? '') ? paragraphs.slice(1) : paragraphs;
  const [title = '', ...lines] = named.join('\n\n').trim().split('\n');
  return { title: title.trim(), body: lines.join('\n').trim() };
}

async function readCommits(folder: string, options: readonly string[]): Promise<Commit[]> {
  const format = ['-z', '--no-show-signature', '--no-color', '--encoding=UTF-8', '--format=%H%n%P%n%an%n%B'];
  const text = await gitText(folder, ['log', ...format, ...options, '--']);
  return text
    .split('\0')
    .filter((record) => record !== '')
    .map((record) => {
      const [sha = '', parents = '', author = '', ...message] = record.split('\n');
      return { sha, parents: parents.split(' ').filter(Boolean), author, message: message.join('\n') };
    });
}
