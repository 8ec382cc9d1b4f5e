import { z } from 'zod';
import { cutText } from '../../words/cut-text.js';
import { GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

export interface MergedPull {
  number: number;
  title: string;
  /** Login; null: the account is gone. */
  author: string | null;
  mergedAt: Date;
}

const LONGEST_TITLE = 300;
const Pull = z.object({
  number: z.number(),
  title: z.string(),
  merged_at: z.coerce.date().nullable(),
  user: z.object({ login: z.string() }).nullish(),
});

/** What a merged pull request is called, whose it is, and when it was merged; null: it is not merged, or gone. */
export async function readMergedPull(
  octokit: Octokit,
  { owner, repo, number }: Pick<PullTarget, 'owner' | 'repo' | 'number'>,
): Promise<MergedPull | null> {
  try {
    const asked = { owner, repo, pull_number: number };
    const pull = await readJson(octokit, Pull, 'GET /repos/{owner}/{repo}/pulls/{pull_number}', asked);
    if (pull.merged_at === null) return null;
    const title = cutText(pull.title, LONGEST_TITLE);
    return { number: pull.number, title, author: pull.user?.login ?? null, mergedAt: pull.merged_at };
  } catch (error) {
    if (error instanceof GitHubTerminalError && error.reason === 'not-found') return null;
    throw error;
  }
}
