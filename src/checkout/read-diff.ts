import { parseDiff } from '../diff/parse-diff.js';
import type { FileDiff } from '../diff/types.js';
import type { ChangedFile } from '../review/types.js';
import { CheckoutError } from './checkout-error.js';
import { GitError } from './git.js';
import { mirrorGit, mirrorText } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';
import { withoutMissing } from './without-missing.js';
import { sizeOf } from '../words/size-of.js';

/** Git's output did not fit: in place of an exit code. */
const TOO_MUCH = 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER';
/** Git shows no lines of a file above this; like that of the snapshot. */
const LARGEST_FILE = 5 * 1024 * 1024;

/** Every option that a configuration could change is given, so that the same commits always give the same diff. */
const OPTIONS = [
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--no-relative',
  '--full-index',
  '--submodule=short',
  '--ignore-submodules=none',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--inter-hunk-context=0',
  '-O/dev/null',
  '--find-renames',
  '-l1000',
];

/**
 * All files that differ between two trees, each with its whole diff. A file too large to be shown, or whose contents
 * this clone lacks, is named in `unread`; one that holds NUL bytes is binary, whatever an attribute says. Throws
 * CheckoutError if a whole folder is missing, or if there is too much to be held.
 */
export async function readDiff(
  checkout: Pick<Checkout, 'mirror' | 'scratch'>,
  from: string,
  to: string,
  { context = 3 }: { context?: number } = {},
): Promise<ChangedFile[]> {
  try {
    return await diffTrees(checkout, from, to, context).catch(async (error: unknown) => {
      if (!(error instanceof GitError) || error.exitCode === TOO_MUCH) throw error;
      const there = await withoutMissing(checkout, from, to);
      if (there === null) throw error;
      const files = [...(await diffTrees(checkout, there.from, there.to, context)), ...there.unread];
      return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    });
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    throw new CheckoutError(
      error.exitCode === TOO_MUCH
        ? 'the diff is larger than 512 MB: review a smaller range'
        : `the contents of the range are not complete here (a partial clone?): fetch them first. ${error.stderr.trim().slice(0, 200)}`,
      { cause: error },
    );
  }
}

async function diffTrees(
  checkout: Pick<Checkout, 'mirror'>,
  from: string,
  to: string,
  context: number,
): Promise<ChangedFile[]> {
  const args = ['-c', `core.bigFileThreshold=${LARGEST_FILE}`, 'diff', ...OPTIONS, `-U${context}`, from, to, '--'];
  const files = parseDiff(await mirrorText(checkout, args));
  const tooLarge = await largeFiles(
    checkout,
    to,
    files.filter(({ binary }) => binary),
  );
  return files.map((file) => changedFile(file, tooLarge));
}

function changedFile({ hunks, path, oldPath, status, binary }: FileDiff, tooLarge: ReadonlySet<string>): ChangedFile {
  const kinds = hunks.flatMap(({ lines }) => lines.map(({ kind }) => kind));
  const unread = tooLarge.has(path) ? `larger than ${sizeOf(LARGEST_FILE)}` : null;
  return {
    path,
    oldPath,
    status,
    additions: kinds.filter((kind) => kind === 'added').length,
    deletions: kinds.filter((kind) => kind === 'removed').length,
    binary: binary && unread === null,
    hunks,
    unread,
  };
}

/** Of the files without lines, those that git did not look into. */
async function largeFiles(
  checkout: Pick<Checkout, 'mirror'>,
  tree: string,
  binaries: readonly FileDiff[],
): Promise<Set<string>> {
  if (binaries.length === 0) return new Set();
  const paths = new Set(binaries.map(({ path }) => path));
  const listing = await mirrorGit(checkout, ['ls-tree', '-r', '-z', '-l', '--full-tree', tree]);
  const large = new Set<string>();
  for (const entry of listing.toString('utf8').split('\0')) {
    const [, size = '', path = ''] = /^\d+ blob [0-9a-f]+ +(\d+)\t(.*)$/s.exec(entry) ?? [];
    if (Number(size) > LARGEST_FILE && paths.has(path)) large.add(path);
  }
  return large;
}
