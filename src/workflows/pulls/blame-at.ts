import type { Octokit } from '../../github/client/installation-octokit.js';
import type { PullTarget } from '../../github/client/target.js';
import { readBlame, type BlamedRange } from '../../github/read/read-blame.js';
import type { BlameOf } from '../../graph/ask/undone-fixes.js';
import { SourceError } from '../../graph/ask/source-error.js';
import { sourceOfGitHub } from './source-of-github.js';

/** Files that one review may ask about. */
const MOST_FILES = 10;

/**
 * Asks GitHub which pull requests brought lines of files, as they stand at a commit (null: it is not known). Each file
 * is asked for once; of those beyond the tenth the answer is null, so that the largest change costs no more than ten
 * requests. Throws SourceError where GitHub does not answer.
 */
export function blameAt(octokit: Octokit, target: PullTarget, commit: () => Promise<string | null>): BlameOf {
  const asked = new Map<string, Promise<BlamedRange[]>>();
  const ask = async (path: string) => {
    const sha = await sourceOfGitHub(commit());
    if (sha === null) throw new SourceError('the commit of the lines is not known');
    return sourceOfGitHub(readBlame(octokit, target, { sha, path }));
  };
  return async (path, lines) => {
    const known = asked.get(path) ?? (asked.size < MOST_FILES ? ask(path) : null);
    if (known === null) return null;
    asked.set(path, known);
    const ranges = await known;
    return lines.flatMap((line) => {
      const range = ranges.find(({ from, to }) => from <= line && line <= to);
      return range === undefined ? [] : [{ line, number: range.number }];
    });
  };
}
