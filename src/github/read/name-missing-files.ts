import { z } from 'zod';
import { errorStatus } from '../client/classify-error.js';
import { GitHubTerminalError, GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

const Tree = z.object({
  truncated: z.boolean().nullish(),
  tree: z.array(z.object({ path: z.string(), type: z.string(), sha: z.string().nullish() })),
});

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
  const base = await readTree(octokit, target, commits.base);
  const head = await readTree(octokit, target, commits.head);
  if (!base || !head) return [];
  const paths = new Set([...base.keys(), ...head.keys()]);
  return [...paths]
    .filter((path) => base.get(path) !== head.get(path) && !listed.has(path))
    .map((path) => ({ path, status: !base.has(path) ? 'added' : head.has(path) ? 'modified' : 'deleted' }));
}

async function readTree(octokit: Octokit, target: PullTarget, sha: string): Promise<Map<string, string> | null> {
  try {
    const { tree, truncated } = await readJson(octokit, Tree, 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
      owner: target.owner,
      repo: target.repo,
      tree_sha: sha,
      recursive: '1',
    });
    if (truncated) return null;
    return new Map(tree.flatMap((entry) => (entry.type === 'tree' ? [] : [[entry.path, entry.sha ?? '']])));
  } catch (error) {
    const unreadable = error instanceof GitHubTerminalError || error instanceof GitHubUnavailableError;
    if (unreadable || errorStatus(error) !== null) return null;
    throw error;
  }
}
