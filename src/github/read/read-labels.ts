import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { readPages } from '../client/read-pages.js';
import type { PullTarget } from '../client/target.js';

const Label = z.object({ id: z.number(), name: z.string() });

/** Names of the labels of an issue or pull request, as they are spelled there. GitHub allows a hundred. */
export async function readLabels(
  octokit: Octokit,
  { owner, repo, number }: Pick<PullTarget, 'owner' | 'repo' | 'number'>,
): Promise<string[]> {
  const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/labels';
  const options = { key: ({ id }: z.output<typeof Label>) => id, maxPages: 2 };
  const labels = await readPages(octokit, Label, route, { owner, repo, issue_number: number }, options);
  return labels.map(({ name }) => name);
}
