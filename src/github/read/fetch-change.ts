import type { Change } from '../../review/types.js';
import { GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readChangedFiles } from './read-changed-files.js';
import { readPull } from './read-pull.js';
import type { PullTarget } from '../client/target.js';

const ATTEMPTS = 3;

/**
 * The pull request with all its files, both of the same head: if a push came in between, everything is read again.
 * `admit` is told the size before its files are read, each time. Throws what it throws, and `GitHubUnavailableError` if
 * the head moves every time.
 */
export async function fetchChange(
  octokit: Octokit,
  target: PullTarget,
  admit: (size: { files: number; lines: number }) => Promise<void> = async () => undefined,
): Promise<Change> {
  let pull = await readPull(octokit, target);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    await admit({ files: pull.changedFiles, lines: pull.lines });
    const files = await readChangedFiles(octokit, target, pull);
    const after = await readPull(octokit, target);
    const { locked: _locked, archived: _archived, lines: _lines, ...change } = pull;
    if (after.headSha === pull.headSha && after.baseSha === pull.baseSha) return { ...change, files };
    pull = after;
  }
  throw new GitHubUnavailableError(`The head of #${target.number} moved ${ATTEMPTS} times while its files were read`);
}
