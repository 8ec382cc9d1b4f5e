import type { Change } from '../../review/types.js';
import { GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readChangedFiles } from './read-changed-files.js';
import { readPull, type Pull } from './read-pull.js';
import type { PullTarget } from '../client/target.js';

const ATTEMPTS = 3;

/**
 * The pull request with all its files, both of the same head: if a push came in between, everything is read again.
 * `admit` is told the size before its files are read, each time; `reads` can bring more than the pull request. Throws what
 * these throw, and `GitHubUnavailableError` if the head moves every time.
 */
export async function fetchChange(
  octokit: Octokit,
  target: PullTarget,
  admit: (size: { files: number; lines: number }) => Promise<void> = async () => undefined,
  reads: { pull(): Promise<Pull>; again(known: Pull): Promise<Pull> } = {
    pull: () => readPull(octokit, target),
    again: () => readPull(octokit, target),
  },
): Promise<Change> {
  let pull = await reads.pull();
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    await admit({ files: pull.changedFiles, lines: pull.lines });
    const files = await readChangedFiles(octokit, target, pull);
    const after = await reads.again(pull);
    const { locked: _locked, archived: _archived, lines: _lines, ...change } = pull;
    if (after.headSha === pull.headSha && after.baseSha === pull.baseSha) return { ...change, files };
    pull = after;
  }
  throw new GitHubUnavailableError(`The head of #${target.number} moved ${ATTEMPTS} times while its files were read`);
}
