import { diffTexts } from '../../diff/diff-texts.js';
import { hasMoreLines } from '../../diff/has-more-lines.js';
import { parsePatch } from '../../diff/parse-patch.js';
import type { FileStatus, Hunk } from '../../diff/types.js';
import { BOUNDS } from '../../review/bounds.js';
import { boundDiffs, TOO_LONG } from '../../review/plan/bound-diffs.js';
import { pathWeight } from '../../review/plan/path-weight.js';
import type { ChangedFile } from '../../review/types.js';
import { GitHubTerminalError, GitHubTooLargeError, GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { nameMissingFiles, type MissingFile } from './name-missing-files.js';
import { readBlob } from './read-blob.js';
import { readFileRows, type ListedFile } from './read-file-rows.js';
import { mergeBase } from './merge-base.js';
import type { Pull } from './read-pull.js';
import type { PullTarget } from '../client/target.js';

const STATUS: Record<string, FileStatus> = {
  added: 'added',
  removed: 'deleted',
  modified: 'modified',
  renamed: 'renamed',
  copied: 'copied',
  changed: 'type-changed',
};
const MAX_BLOB_FILES = 100;
const BINARY_NAME = /\.(png|jpe?g|gif|ico|webp|avif|pdf|zip|gz|tgz|jar|woff2?|ttf|eot|mp[34]|mov|wasm|exe|dll|so)$/i;

/**
 * Every changed file with its whole diff. Files without a (whole) patch, and those beyond the 3,000 that GitHub lists,
 * named by comparing the trees, are filled from the blobs of the merge base and the head: at most 100 of them, those
 * first where a fault costs most. Together the diffs stay within the bounds of a review, also while they are read. What
 * is not read says so in `unread`. Where the trees are too large to be compared, or too many files differ, fewer come
 * back than `pull.changedFiles`.
 */
export async function readChangedFiles(octokit: Octokit, target: PullTarget, pull: Pull): Promise<ChangedFile[]> {
  const base = mergeBase(octokit, target, pull);
  const diffs = boundDiffs();
  const unfilled: ChangedFile[] = [];
  const listed = await readFileRows(octokit, target, pull.changedFiles, (row) => {
    const content = contentOf(row);
    if (content === null) unfilled.push(toFile(row, { unread: 'GitHub sent no diff, and too many like it' }));
    else diffs.add(toFile(row, content));
  });
  if (listed.count < pull.changedFiles) {
    const commits = { base: (await base()) ?? pull.baseSha, head: pull.headSha };
    const missing = await nameMissingFiles(octokit, target, commits, listed.names);
    const room = Math.max(0, BOUNDS.files - listed.count);
    for (const file of riskiest(missing.map(unlisted)).slice(0, room)) {
      if (file.binary) diffs.add(file);
      else unfilled.push(file);
    }
  }
  for (const [place, file] of riskiest(unfilled).entries()) {
    if (place >= MAX_BLOB_FILES) diffs.add(file);
    else
      diffs.add({
        ...file,
        unread: null,
        ...(await fillFromBlobs(octokit, target, file, await base(), pull.headSha)),
      });
  }
  return diffs.files();
}

/** Those first where a fault costs most. */
function riskiest(files: readonly ChangedFile[]): ChangedFile[] {
  return files
    .map((file) => ({ file, weight: pathWeight(file.path) }))
    .toSorted((a, b) => b.weight - a.weight || (a.file.path < b.file.path ? -1 : 1))
    .map(({ file }) => file);
}

/** A row by itself: a file whose diff it does not tell says so in `unread`. Pure. */
export function fileOfRow(row: ListedFile): ChangedFile {
  return toFile(row, contentOf(row) ?? { unread: 'GitHub sent no diff' });
}

type Content = Partial<Pick<ChangedFile, 'hunks' | 'binary' | 'unread' | 'additions' | 'deletions'>>;

function toFile(row: ListedFile, content: Content): ChangedFile {
  return {
    path: row.filename,
    oldPath: row.previous_filename ?? null,
    status: STATUS[row.status] ?? 'modified',
    additions: row.additions,
    deletions: row.deletions,
    binary: false,
    hunks: [],
    unread: null,
    ...content,
  };
}

function unlisted({ path, status }: MissingFile): ChangedFile {
  const unread = 'GitHub does not list more files of one pull request, and there are too many';
  const binary = BINARY_NAME.test(path);
  return {
    path,
    oldPath: null,
    status,
    additions: 0,
    deletions: 0,
    binary,
    hunks: [],
    unread: binary ? null : unread,
  };
}

/**
 * What a row says itself; null: the file's blobs have to be read. A patch that is too long is not taken apart at all.
 */
function contentOf(row: ListedFile): Content | null {
  if (!row.complete) return row.changes === 0 && BINARY_NAME.test(row.filename) ? { binary: true } : null;
  if (row.patch && hasMoreLines(row.patch, BOUNDS.fileDiffLines)) return { unread: TOO_LONG };
  const hunks = patchHunks(row);
  return hunks && { hunks };
}

/** Null if the patch is broken or its lines are not as many as the row says (a cut patch). */
function patchHunks(row: ListedFile): Hunk[] | null {
  if (!row.patch) return [];
  try {
    const hunks = parsePatch(row.patch);
    const { additions, deletions } = countLines(hunks);
    return additions === row.additions && deletions === row.deletions ? hunks : null;
  } catch {
    return null;
  }
}

function countLines(hunks: readonly Hunk[]): { additions: number; deletions: number } {
  let [additions, deletions] = [0, 0];
  for (const { lines } of hunks) {
    for (const { kind } of lines) {
      if (kind === 'added') additions += 1;
      else if (kind === 'removed') deletions += 1;
    }
  }
  return { additions, deletions };
}

async function fillFromBlobs(
  octokit: Octokit,
  target: PullTarget,
  { path, oldPath, status }: ChangedFile,
  base: string | null,
  head: string,
): Promise<Content> {
  if (!base) return { unread: 'GitHub sent no diff, and there is no merge base to compare with' };
  try {
    const before = status === 'added' ? null : await readBlob(octokit, target, oldPath ?? path, base);
    const after = status === 'deleted' ? null : await readBlob(octokit, target, path, head);
    if (!before && !after) return { unread: 'GitHub sent neither a diff nor the file' };
    if (isBinary(before) || isBinary(after)) return { binary: true };
    if (Math.max(before?.length ?? 0, after?.length ?? 0) > BOUNDS.fileBytes) return { unread: 'larger than 2 MB' };
    if ([before, after].some((side) => side !== null && hasMoreLines(side, BOUNDS.comparedLines)))
      return { unread: 'GitHub sent no diff, and it has too many lines to be compared' };
    const hunks = await diffTexts(before?.toString('utf8') ?? '', after?.toString('utf8') ?? '');
    return { hunks, ...countLines(hunks) };
  } catch (error) {
    if (error instanceof GitHubTooLargeError) return { unread: 'larger than 2 MB' };
    if (error instanceof GitHubUnavailableError || error instanceof GitHubTerminalError)
      return { unread: `GitHub sent no diff, and the file could not be read (${error.message})` };
    throw error;
  }
}

/** Git's own rule: a NUL in the first 8,000 bytes. */
function isBinary(bytes: Buffer | null): boolean {
  return bytes !== null && bytes.subarray(0, 8000).includes(0);
}
