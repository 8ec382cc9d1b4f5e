import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

const Answer = z.object({
  id: z.number(),
  full_name: z.string(),
  default_branch: z.string().min(1),
  fork: z.boolean().default(false),
});

/** What a repository is called now, and its default branch. Throws as `readJson` does. */
export async function readRepository(
  octokit: Octokit,
  { owner, repo }: Pick<PullTarget, 'owner' | 'repo'>,
): Promise<{ id: number; fullName: string; defaultBranch: string; isFork: boolean }> {
  const found = await readJson(octokit, Answer, 'GET /repos/{owner}/{repo}', { owner, repo });
  return { id: found.id, fullName: found.full_name, defaultBranch: found.default_branch, isFork: found.fork };
}
