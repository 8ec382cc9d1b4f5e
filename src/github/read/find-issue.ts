import { z } from 'zod';
import { GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

const Issue = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])).nullish(),
  comments: z.number().nullish(),
  repository_url: z.string().nullish(),
  pull_request: z.unknown().optional(),
});
export type FoundIssue = z.output<typeof Issue>;

/**
 * One issue of exactly this repository. Null: there is none of this number, it is a pull request, or it was moved to
 * another repository (GitHub then redirects there).
 */
export async function findIssue(
  octokit: Octokit,
  { owner, repo }: Pick<PullTarget, 'owner' | 'repo'>,
  number: number,
  signal?: AbortSignal,
): Promise<FoundIssue | null> {
  const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}';
  try {
    const request = signal ? { request: { signal } } : {};
    const issue = await readJson(octokit, Issue, route, { owner, repo, issue_number: number, ...request });
    const here = issue.number === number && isOfRepository(issue.repository_url, { owner, repo });
    return here && issue.pull_request === undefined ? issue : null;
  } catch (error) {
    if (error instanceof GitHubTerminalError && (error.reason === 'not-found' || error.reason === 'gone')) return null;
    throw error;
  }
}

/** Whether an issue's `repository_url` is that of this repository; an answer without one is believed. */
export function isOfRepository(
  url: string | null | undefined,
  { owner, repo }: Pick<PullTarget, 'owner' | 'repo'>,
): boolean {
  return url?.toLowerCase().endsWith(`/repos/${owner}/${repo}`.toLowerCase()) ?? true;
}
