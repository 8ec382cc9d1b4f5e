import { GitError } from '../checkout/git.js';
import { fixedGitText } from './fixed-git.js';

export interface DiffFile {
  path: string;
  oldPath: string | null;
  status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed';
  /** Blob id in the head tree; for a removed file the one it had. */
  sha: string;
  additions: number;
  deletions: number;
  /** From the first `@@`, without a final line feed; null for binary files, pure renames and mode changes. */
  patch: string | null;
}

/**
 * GitHub's caps for one file:
 * https://docs.github.com/en/repositories/creating-and-managing-repositories/repository-limits
 */
const maximumFileLines = 20_000;
const maximumFileBytes = 500 * 1024;

const diffOptions = [
  '--no-color',
  '--no-abbrev',
  '--no-ext-diff',
  '--no-textconv',
  '--find-renames',
  '--full-index',
  '-l0',
];

/** Where the branches parted: what GitHub compares the head with (three-dot diff). Without one, the base itself. */
export async function findMergeBase(folder: string, base: string, head: string): Promise<string> {
  try {
    return (await fixedGitText(folder, ['merge-base', base, head])).trim();
  } catch (error) {
    if (error instanceof GitError && error.exitCode === 1) return base;
    throw error;
  }
}

/** The changed files between two commits (three-dot), in git's order. */
export async function diffFiles(folder: string, base: string, head: string): Promise<DiffFile[]> {
  const from = await findMergeBase(folder, base, head);
  const whole = await fixedGitText(folder, ['diff', ...diffOptions, '--raw', '--numstat', '--patch', '-z', from, head]);
  const { entries, counts, text } = parseWhole(whole);
  const sections = splitSections(text);
  let next = 0;
  return entries.map((entry, index) => {
    // Git prints a type change as a deletion followed by a creation.
    const width = entry.status === 'changed' ? 2 : 1;
    const patch = sections
      .slice(next, next + width)
      .map(hunksOf)
      .join('\n')
      .replace(/^\n|\n$/g, '');
    next += width;
    const count = counts[index] ?? { additions: 0, deletions: 0 };
    return { ...entry, ...count, patch: patch === '' || isTooLarge(patch) ? null : patch };
  });
}

/** The unified diff as the `diff` media type gives it. */
export async function diffText(folder: string, base: string, head: string): Promise<string> {
  const from = await findMergeBase(folder, base, head);
  return fixedGitText(folder, ['diff', ...diffOptions, '--patch', from, head]);
}

function isTooLarge(patch: string): boolean {
  return Buffer.byteLength(patch) > maximumFileBytes || patch.split('\n').length > maximumFileLines;
}

type Entry = Pick<DiffFile, 'path' | 'oldPath' | 'status' | 'sha'>;

/**
 * `--raw`, `--numstat` and `--patch` of one diff: the fields of the first two end with NUL, and one more stands before
 * the patch.
 */
function parseWhole(whole: string): {
  entries: Entry[];
  counts: { additions: number; deletions: number }[];
  text: string;
} {
  let at = 0;
  const field = () => {
    const end = whole.indexOf('\0', at);
    const value = whole.slice(at, end);
    at = end + 1;
    return value;
  };
  const entries: Entry[] = [];
  while (whole[at] === ':') {
    const [, , oldSha = '', newSha = '', letter = ''] = field().split(' ');
    const first = field();
    if (letter.startsWith('R')) {
      entries.push({ path: field(), oldPath: first, status: 'renamed', sha: newSha });
      continue;
    }
    const status = ({ A: 'added', D: 'removed', T: 'changed' } as const)[letter] ?? 'modified';
    entries.push({ path: first, oldPath: null, status, sha: status === 'removed' ? oldSha : newSha });
  }
  const counts = entries.map(() => countOf(field));
  return { entries, counts, text: whole.slice(at + 1) };
}

/** Binary files have `-` for both counts; a rename has an empty path followed by the two names. */
function countOf(field: () => string): { additions: number; deletions: number } {
  const [added = '', removed = '', path = ''] = field().split('\t');
  if (path === '') {
    field();
    field();
  }
  return { additions: Number.parseInt(added, 10) || 0, deletions: Number.parseInt(removed, 10) || 0 };
}

/** Content lines start with a space, `+`, `-` or `\`, so a line that starts with `diff --git` is always a header. */
function splitSections(text: string): string[] {
  return text === '' ? [] : text.split(/^(?=diff --git )/m);
}

function hunksOf(section: string): string {
  const start = section.search(/^@@ /m);
  return start < 0 ? '' : section.slice(start).replace(/\n$/, '');
}
