import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

export const FileRow = z.object({
  filename: z.string().min(1),
  previous_filename: z.string().nullish(),
  status: z.string(),
  additions: z.coerce.number(),
  deletions: z.coerce.number(),
  changes: z.coerce.number(),
  sha: z.string().nullish(),
  patch: z.string().nullish(),
});
export type FileRow = z.output<typeof FileRow>;

/** GitHub's cap of the list: https://docs.github.com/rest/pulls/pulls#list-pull-requests-files */
export const MAX_LISTED_FILES = 3000;
const EMPTY_BLOB = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';
/** Past about 20,000 lines in one answer GitHub zeroes rows; half of that is taken as the warning sign. */
const SUSPICIOUS_LINES = 10_000;
const SMALL_PAGE = 10;

export interface ListedFile extends FileRow {
  /** Says itself what changed: it has a patch, or nothing in it changed but name or mode. */
  complete: boolean;
}

/**
 * The rows of the file list in GitHub's order, each once. A short list is read a second time; rows that came
 * zeroed are asked for again in pages of ten. What is still not `complete` needs its blobs.
 */
export async function readFileRows(octokit: Octokit, target: PullTarget, expected: number): Promise<ListedFile[]> {
  const wanted = Math.min(expected, MAX_LISTED_FILES);
  const first = await listOnce(octokit, target);
  if (first.size >= wanted) return [...first.values()];
  const second = await listOnce(octokit, target);
  return [...new Map([...first, ...second]).values()];
}

async function listOnce(octokit: Octokit, target: PullTarget): Promise<Map<string, ListedFile>> {
  const found = new Map<string, ListedFile>();
  for (let page = 1; page <= MAX_LISTED_FILES / 100; page++) {
    const rows = await readPage(octokit, target, 100, page);
    const before = found.size;
    for (const row of rows) if (!found.has(row.filename)) found.set(row.filename, row);
    await readSmaller(octokit, target, rows, page, found);
    if (rows.length < 100 || found.size === before) break;
  }
  return found;
}

async function readSmaller(
  octokit: Octokit,
  target: PullTarget,
  rows: ListedFile[],
  page: number,
  found: Map<string, ListedFile>,
): Promise<void> {
  const zeroed = rows.flatMap((row, index) =>
    row.complete || row.changes > 0 ? [] : [Math.floor(index / SMALL_PAGE)],
  );
  for (const part of new Set(zeroed)) {
    for (const row of await readPage(octokit, target, SMALL_PAGE, (page - 1) * (100 / SMALL_PAGE) + part + 1)) {
      if (!found.get(row.filename)?.complete) found.set(row.filename, row);
    }
  }
}

async function readPage(octokit: Octokit, target: PullTarget, size: number, page: number): Promise<ListedFile[]> {
  const rows = await readJson(octokit, z.array(FileRow), 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
    owner: target.owner,
    repo: target.repo,
    pull_number: target.number,
    per_page: size,
    page,
  });
  const lines = rows.reduce((sum, row) => sum + row.changes, 0);
  return rows.map((row) => ({ ...row, complete: isComplete(row, lines) }));
}

function isComplete(row: FileRow, lines: number): boolean {
  if (typeof row.patch === 'string' && row.patch !== '') return true;
  if (row.changes > 0) return false;
  if (row.sha === EMPTY_BLOB && row.status !== 'modified') return true;
  return (row.status === 'renamed' || row.status === 'copied') && lines < SUSPICIOUS_LINES;
}
