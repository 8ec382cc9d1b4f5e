import { setImmediate as nextTurn } from 'node:timers/promises';
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
 * Gives the rows of the file list to `take`, in GitHub's order, each once, a page at a time: no more than a page of
 * diffs is in memory. A short list is read a second time; rows that came zeroed are asked for again in pages of ten.
 * What is still not `complete` needs its blobs. The answer has the names of all rows, old ones included, and their
 * number.
 */
export async function readFileRows(
  octokit: Octokit,
  target: PullTarget,
  expected: number,
  take: (row: ListedFile) => void,
): Promise<{ count: number; names: Set<string> }> {
  const wanted = Math.min(expected, MAX_LISTED_FILES);
  const seen = new Set<string>();
  const names = new Set<string>();
  const once = (row: ListedFile) => {
    if (seen.has(row.filename)) return;
    seen.add(row.filename);
    names.add(row.filename).add(row.previous_filename ?? row.filename);
    take(row);
  };
  await listOnce(octokit, target, once);
  if (seen.size < wanted) await listOnce(octokit, target, once);
  return { count: seen.size, names };
}

async function listOnce(octokit: Octokit, target: PullTarget, take: (row: ListedFile) => void): Promise<void> {
  let last = '';
  for (let page = 1; page <= MAX_LISTED_FILES / 100; page++) {
    const rows = await readPage(octokit, target, 100, page);
    const [first] = rows;
    // The same page again: there are no more.
    if (!first || first.filename === last) break;
    last = first.filename;
    const found = new Map(rows.map((row) => [row.filename, row]));
    await readSmaller(octokit, target, rows, page, found);
    for (const row of found.values()) {
      take(row);
      await nextTurn();
    }
    if (rows.length < 100) break;
  }
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
