import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { errorStatus } from '../client/classify-error.js';
import { GitHubTerminalError, GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

/** A tree has up to 100,000 entries: they are looked at in slices, not all at once by the schema. */
const Tree = z.object({ truncated: z.boolean().nullish(), tree: z.array(z.unknown()) });
const Entry = z.object({ path: z.string(), type: z.string(), sha: z.string().nullish() });
const SLICE = 2000;

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
  const missing: MissingFile[] = [];
  for (const [path, sha] of head) {
    if (base.get(path) === sha || listed.has(path)) continue;
    missing.push({ path, status: base.has(path) ? 'modified' : 'added' });
  }
  for (const path of base.keys()) if (!head.has(path) && !listed.has(path)) missing.push({ path, status: 'deleted' });
  return missing;
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
    const files = new Map<string, string>();
    for (const [index, row] of tree.entries()) {
      const entry = Entry.parse(row);
      if (entry.type !== 'tree') files.set(entry.path, entry.sha ?? '');
      if (index % SLICE === SLICE - 1) await nextTurn();
    }
    return files;
  } catch (error) {
    const unreadable =
      error instanceof GitHubTerminalError || error instanceof GitHubUnavailableError || error instanceof z.ZodError;
    if (unreadable || errorStatus(error) !== null) return null;
    throw error;
  }
}
