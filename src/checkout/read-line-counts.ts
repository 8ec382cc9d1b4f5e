import { GitError, LATE } from './git.js';
import { mirrorText } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';

/** How many lines a change added and removed, and both of each of its files. */
export interface LineCounts {
  added: number;
  removed: number;
  lines: number[];
}

/** Ends a commit's name. */
const END = '\u0001';

/** Git reads both sides of each file: a commit that brings a whole repository would take as long as all others. */
const MOST_FILES = 300;
const MOST_FILES_IN_ALL = 2000;

/**
 * The lines that changes of the main line changed, by the sha of each; a binary file has none. Those of more than 300
 * files are left out, and so are all after the first 2,000 files. Nothing where git does not tell within `deadlineMs`.
 * Throws GitError where the clone lacks a commit.
 */
export async function readLineCounts(
  checkout: Pick<Checkout, 'mirror'>,
  units: readonly { sha: string; files: readonly unknown[] }[],
  { deadlineMs }: { deadlineMs: number },
): Promise<ReadonlyMap<string, LineCounts>> {
  const commits = countable(units);
  if (commits.length === 0) return new Map();
  const what = ['log', '-z', '--no-walk=unsorted', '--diff-merges=first-parent', '--numstat', '-M100%'];
  const how = ['--no-show-signature', '--no-color', '--format=%H%x01'];
  const text = await mirrorText(checkout, [...what, ...how, ...commits, '--'], [], {}, deadlineMs).catch(
    (error: unknown) => {
      if (error instanceof GitError && error.exitCode === LATE) return '';
      throw error;
    },
  );
  return countsOf(text.split('\0'));
}

function countable(units: readonly { sha: string; files: readonly unknown[] }[]): string[] {
  let left = MOST_FILES_IN_ALL;
  return units
    .filter(({ files }) => files.length <= MOST_FILES)
    .filter(({ files }) => (left -= files.length) >= 0)
    .map(({ sha }) => sha);
}

function countsOf(tokens: readonly string[]): Map<string, LineCounts> {
  const counts = new Map<string, LineCounts>();
  let current: LineCounts | null = null;
  for (let at = 0; at < tokens.length; at++) {
    const token = (tokens[at] ?? '').replace(/^\n/, '');
    if (token.endsWith(END)) {
      current = { added: 0, removed: 0, lines: [] };
      counts.set(token.slice(0, -1), current);
      continue;
    }
    const [added = '', removed, path] = token.split('\t');
    if (current === null || removed === undefined) continue;
    current.added += Number(added) || 0;
    current.removed += Number(removed) || 0;
    current.lines.push((Number(added) || 0) + (Number(removed) || 0));
    // Of a moved file both names follow.
    if (path === '') at += 2;
  }
  return counts;
}
