import { z } from 'zod';
import { GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

const Compare = z.object({ merge_base_commit: z.object({ sha: z.string() }) });

/**
 * Where two branches meet: what a diff's old lines are counted in. Asked for once, and only when it is needed. Null:
 * they have no commit in common.
 */
export function mergeBase(
  octokit: Octokit,
  target: Pick<PullTarget, 'owner' | 'repo'>,
  pull: { baseSha: string; headSha: string },
): () => Promise<string | null> {
  let asked: Promise<string | null> | null = null;
  return () =>
    (asked ??= readJson(octokit, Compare, 'GET /repos/{owner}/{repo}/compare/{basehead}', {
      owner: target.owner,
      repo: target.repo,
      basehead: `${pull.baseSha}...${pull.headSha}`,
      per_page: 1,
    }).then(
      ({ merge_base_commit }) => merge_base_commit.sha,
      (error: unknown) => {
        if (error instanceof GitHubTerminalError) return null;
        throw error;
      },
    ));
}
