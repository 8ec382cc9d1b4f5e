import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

const Requested = z.object({
  users: z.array(z.object({ login: z.string() })),
  teams: z.array(z.object({ slug: z.string() })),
});

/** Who is asked for a review and has not answered: logins of people, slugs of teams. */
export async function readRequestedReviewers(
  octokit: Octokit,
  { owner, repo, number }: Pick<PullTarget, 'owner' | 'repo' | 'number'>,
): Promise<{ users: string[]; teams: string[] }> {
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers';
  const { users, teams } = await readJson(octokit, Requested, route, { owner, repo, pull_number: number });
  return { users: users.map(({ login }) => login), teams: teams.map(({ slug }) => slug) };
}
