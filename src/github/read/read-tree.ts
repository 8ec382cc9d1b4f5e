import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

/** A tree has up to 100,000 entries: they are looked at in slices, not all at once by the schema. */
const Tree = z.object({ truncated: z.boolean().nullish(), tree: z.array(z.unknown()) });
const Entry = z.object({
  path: z.string(),
  mode: z.string().nullish(),
  type: z.string(),
  sha: z.string().nullish(),
  /** Bytes, of a blob. */
  size: z.number().nullish(),
});
export type TreeEntry = z.infer<typeof Entry>;
const SLICE = 2000;

/**
 * The entries of a tree or a commit's tree; `recursive`: those below too, of which GitHub lists 100,000 or 7 MB
 * (`truncated` then). Throws what the client throws, and ZodError for an answer that is no tree.
 */
export async function readTree(
  octokit: Octokit,
  { owner, repo }: Pick<PullTarget, 'owner' | 'repo'>,
  sha: string,
  { recursive }: { recursive: boolean },
): Promise<{ entries: TreeEntry[]; truncated: boolean }> {
  const { tree, truncated } = await readJson(octokit, Tree, 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
    owner,
    repo,
    tree_sha: sha,
    ...(recursive ? { recursive: '1' } : {}),
  });
  const entries: TreeEntry[] = [];
  for (const [index, row] of tree.entries()) {
    entries.push(Entry.parse(row));
    if (index % SLICE === SLICE - 1) await nextTurn();
  }
  return { entries, truncated: truncated ?? false };
}
