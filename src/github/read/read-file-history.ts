import { z } from 'zod';
import type { HistoryCommit } from '../../review/ask/lookups.js';
import { cutText } from '../../words/cut-text.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

const Signature = z.object({ name: z.string().nullish(), date: z.string().nullish() }).nullish();
const Commits = z.array(
  z.object({
    sha: z.string(),
    commit: z.object({ message: z.string(), author: Signature, committer: Signature }),
  }),
);

/**
 * The last commits that touched `path`, newest first, as seen from `headSha` (also one of a fork: GitHub answers for
 * it in the base repository). Renames are not followed. At most `limit`, and never more than a hundred. Null: of any
 * path.
 */
export async function readFileHistory(
  octokit: Octokit,
  { owner, repo }: Pick<PullTarget, 'owner' | 'repo'>,
  headSha: string,
  path: string | null,
  limit: number,
  signal: AbortSignal,
): Promise<HistoryCommit[]> {
  const commits = await readJson(octokit, Commits, 'GET /repos/{owner}/{repo}/commits', {
    owner,
    repo,
    sha: headSha,
    ...(path === null ? {} : { path }),
    per_page: Math.max(1, Math.min(100, Math.floor(limit))),
    request: { signal },
  });
  return commits.map(({ sha, commit }) => ({
    sha,
    subject: cutText(commit.message.split(/\r?\n/, 1)[0] ?? '', 200),
    author: cutText(commit.author?.name ?? 'unknown', 100),
    date: commit.committer?.date ?? commit.author?.date ?? '',
  }));
}
