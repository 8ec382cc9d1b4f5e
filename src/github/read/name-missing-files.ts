import { z } from 'zod';
import { errorStatus } from '../client/classify-error.js';
import { GitHubTerminalError, GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import type { PullTarget } from '../client/target.js';
import { readTree } from './read-tree.js';

export interface MissingFile {
  path: string;
  status: 'added' | 'deleted' | 'modified';
}

/**
 * Files that differ between two commits but are not in `listed`, by comparing their trees; for pull requests that
 * change more files than GitHub lists. A rename is one that is gone and one that is new. Empty if a tree is too large
 * to be compared: the count then still differs.
 */
export async function nameMissingFiles(
  octokit: Octokit,
  target: PullTarget,
  commits: { base: string; head: string },
  listed: ReadonlySet<string>,
): Promise<MissingFile[]> {
  const base = await filesOf(octokit, target, commits.base);
  const head = await filesOf(octokit, target, commits.head);
  if (!base || !head) return [];
  const missing: MissingFile[] = [];
  for (const [path, sha] of head) {
    if (base.get(path) === sha || listed.has(path)) continue;
    missing.push({ path, status: base.has(path) ? 'modified' : 'added' });
  }
  for (const path of base.keys()) if (!head.has(path) && !listed.has(path)) missing.push({ path, status: 'deleted' });
  return missing;
}

/** SHAs by path; null: GitHub does not list it whole, or not at all. */
async function filesOf(octokit: Octokit, target: PullTarget, sha: string): Promise<Map<string, string> | null> {
  try {
    const { entries, truncated } = await readTree(octokit, target, sha, { recursive: true });
    if (truncated) return null;
    return new Map(entries.flatMap(({ path, type, sha: id }) => (type === 'tree' ? [] : [[path, id ?? '']])));
  } catch (error) {
    const unreadable =
      error instanceof GitHubTerminalError || error instanceof GitHubUnavailableError || error instanceof z.ZodError;
    if (unreadable || errorStatus(error) !== null) return null;
    throw error;
  }
}
