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

/**
 * The lines that the newest `most` changes of the main line before `commit` changed, by the sha of each; a binary file
 * has none. Nothing where git does not tell within `deadlineMs`. Throws GitError where the clone lacks the commit.
 */
export async function readLineCounts(
  checkout: Pick<Checkout, 'mirror'>,
  commit: string,
  { deadlineMs, most }: { deadlineMs: number; most: number },
): Promise<ReadonlyMap<string, LineCounts>> {
  const what = ['log', '-z', '--first-parent', '--diff-merges=first-parent', '--numstat', '-M100%'];
  const how = ['--no-show-signature', '--no-color', `--max-count=${most}`, '--format=%H%x01'];
  const text = await mirrorText(checkout, [...what, ...how, commit, '--'], [], {}, deadlineMs).catch(
    (error: unknown) => {
      if (error instanceof GitError && error.exitCode === LATE) return '';
      throw error;
    },
  );
  return countsOf(text.split('\0'));
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
