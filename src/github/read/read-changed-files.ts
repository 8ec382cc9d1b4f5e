import { z } from 'zod';
import { diffTexts } from '../../diff/diff-texts.js';
import { parsePatch } from '../../diff/parse-patch.js';
import type { FileStatus, Hunk } from '../../diff/types.js';
import { pathWeight } from '../../review/plan/path-weight.js';
import type { ChangedFile } from '../../review/types.js';
import { GitHubTerminalError, GitHubTooLargeError, GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { createPauses } from '../../turns/create-pauses.js';
import { nameMissingFiles, type MissingFile } from './name-missing-files.js';
import { readBlob } from './read-blob.js';
import { readFileRows, type ListedFile } from './read-file-rows.js';
import { readJson } from '../client/read-json.js';
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
const MAX_BLOB_BYTES = 2 * 1024 * 1024;
const MAX_BLOB_LINES = 100_000;
const BINARY_NAME = /\.(png|jpe?g|gif|ico|webp|avif|pdf|zip|gz|tgz|jar|woff2?|ttf|eot|mp[34]|mov|wasm|exe|dll|so)$/i;
const Compare = z.object({ merge_base_commit: z.object({ sha: z.string() }) });

/**
 * Every changed file with its whole diff. Files without a (whole) patch, and those beyond the 3,000 that GitHub lists,
 * named by comparing the trees, are filled from the blobs of the merge base and the head: at most 100 of them, those
 * first where a fault costs most. What is not read says so in `unread`. Where the trees are too large to be compared
 * fewer files come back than `pull.changedFiles`.
 */
export async function readChangedFiles(octokit: Octokit, target: PullTarget, pull: Pull): Promise<ChangedFile[]> {
  const rows = await readFileRows(octokit, target, pull.changedFiles);
  const base = mergeBase(octokit, target, pull);
  const files: ChangedFile[] = [];
  const unfilled: ChangedFile[] = [];
  const pause = createPauses();
  for (const row of rows) {
    await pause();
    const hunks = row.complete ? patchHunks(row) : null;
    if (hunks) files.push(toFile(row, { hunks }));
    else if (row.changes === 0 && BINARY_NAME.test(row.filename)) files.push(toFile(row, { binary: true }));
    else unfilled.push(toFile(row, { unread: 'GitHub sent no diff, and too many like it' }));
  }
  if (rows.length < pull.changedFiles) {
    const listed = new Set(rows.flatMap((row) => [row.filename, row.previous_filename ?? row.filename]));
    const commits = { base: (await base()) ?? pull.baseSha, head: pull.headSha };
    const missing = (await nameMissingFiles(octokit, target, commits, listed)).map(unlisted);
    for (const file of missing) (file.binary ? files : unfilled).push(file);
  }
  const ordered = unfilled.toSorted((a, b) => pathWeight(b.path) - pathWeight(a.path) || a.path.localeCompare(b.path));
  for (const [place, file] of ordered.entries()) {
    if (place >= MAX_BLOB_FILES) files.push(file);
    else
      files.push({
        ...file,
        unread: null,
        ...(await fillFromBlobs(octokit, target, file, await base(), pull.headSha)),
      });
  }
  return files;
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

function countLines(hunks: Hunk[]): { additions: number; deletions: number } {
  const kinds = hunks.flatMap(({ lines }) => lines.map(({ kind }) => kind));
  return {
    additions: kinds.filter((kind) => kind === 'added').length,
    deletions: kinds.filter((kind) => kind === 'removed').length,
  };
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
    if (Math.max(before?.length ?? 0, after?.length ?? 0) > MAX_BLOB_BYTES) return { unread: 'larger than 2 MB' };
    if (isTooLong(before) || isTooLong(after)) return { unread: `more than ${MAX_BLOB_LINES} lines` };
    const hunks = diffTexts(before?.toString('utf8') ?? '', after?.toString('utf8') ?? '');
    return { hunks, ...countLines(hunks) };
  } catch (error) {
    if (error instanceof GitHubTooLargeError) return { unread: 'larger than 2 MB' };
    if (error instanceof GitHubUnavailableError || error instanceof GitHubTerminalError)
      return { unread: `GitHub sent no diff, and the file could not be read (${error.message})` };
    throw error;
  }
}

function isTooLong(bytes: Buffer | null): boolean {
  let lines = 0;
  for (const byte of bytes ?? []) if (byte === 10) lines++;
  return lines > MAX_BLOB_LINES;
}

/** Git's own rule: a NUL in the first 8,000 bytes. */
function isBinary(bytes: Buffer | null): boolean {
  return bytes !== null && bytes.subarray(0, 8000).includes(0);
}

/** Asked for once, and only if a file needs it. Null: the branches have no commit in common. */
function mergeBase(octokit: Octokit, target: PullTarget, pull: Pull): () => Promise<string | null> {
  let asked: Promise<string | null> | null = null;
  return () =>
    (asked ??= readJson(octokit, Compare, 'GET /repos/{owner}/{repo}/compare/{basehead}', {
      owner: target.owner,
      repo: target.repo,
      basehead: `${pull.baseSha}...${pull.headSha}`,
      per_page: 1,
    }).then(
      ({ merge_base_commit }) => merge_base_commit.sha,
      (error: unknown) => {
        if (error instanceof GitHubTerminalError) return null;
        throw error;
      },
    ));
}
