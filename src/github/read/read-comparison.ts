import { z } from 'zod';
import { errorStatus } from '../client/classify-error.js';
import { GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

/** More are not listed: https://docs.github.com/rest/commits/commits#compare-two-commits */
const MOST_FILES = 300;

const Answer = z.object({
  status: z.enum(['ahead', 'behind', 'diverged', 'identical']),
  files: z
    .array(z.object({ filename: z.string().min(1), previous_filename: z.string().nullish(), status: z.string() }))
    .default([]),
});

export interface Comparison {
  /** Of `head`, seen from `base`. */
  status: 'ahead' | 'behind' | 'diverged' | 'identical';
  files: { path: string; previous: string | null; status: string }[];
  /** GitHub did not list them all, or may not have. */
  isCut: boolean;
}

/** What lies between two commits; null where one of them is not there any more. Throws as `readJson` does. */
export async function readComparison(
  octokit: Octokit,
  { owner, repo }: Pick<PullTarget, 'owner' | 'repo'>,
  { base, head }: { base: string; head: string },
): Promise<Comparison | null> {
  try {
    const asked = { owner, repo, basehead: `${base}...${head}`, per_page: 1 };
    const { status, files } = await readJson(octokit, Answer, 'GET /repos/{owner}/{repo}/compare/{basehead}', asked);
    return {
      status,
      files: files.map((file) => ({
        path: file.filename,
        previous: file.previous_filename ?? null,
        status: file.status,
      })),
      isCut: files.length >= MOST_FILES,
    };
  } catch (error) {
    if (error instanceof GitHubTerminalError && error.reason === 'not-found') return null;
    if (errorStatus(error) === 422) return null;
    throw error;
  }
}
