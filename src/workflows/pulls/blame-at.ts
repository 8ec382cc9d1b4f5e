import type { Octokit } from '../../github/client/installation-octokit.js';
import type { PullTarget } from '../../github/client/target.js';
import { readBlame } from '../../github/read/read-blame.js';
import type { BlameOf } from '../../graph/ask/history-of-change.js';

/** Files that one review may ask about. */
const MOST_FILES = 10;

/**
 * Asks GitHub which pull requests brought lines of files, as they stand at a commit; null: there is none. Files beyond the
 * tenth have no answer, so that the largest change costs no more than ten requests.
 */
export function blameAt(octokit: Octokit, target: PullTarget, commit: () => Promise<string | null>): BlameOf {
  let asked = 0;
  return async (path, lines) => {
    if (asked >= MOST_FILES) return [];
    asked += 1;
    const sha = await commit();
    if (sha === null) return [];
    const ranges = await readBlame(octokit, target, { sha, path });
    return lines.flatMap((line) => {
      const range = ranges.find(({ from, to }) => from <= line && line <= to);
      return range === undefined ? [] : [{ line, number: range.number }];
    });
  };
}
