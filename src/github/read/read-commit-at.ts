import { z } from 'zod';
import { GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { queryGraphqlPartly } from '../client/query-graphql-partly.js';
import { readJson } from '../client/read-json.js';
import type { PullTarget } from '../client/target.js';

/** Commits that are looked at: what a branch had before it was merged has the time at which it was written. */
const MOST = 20;

const Commits = z.array(z.object({ sha: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/) }));
const Commit = z
  .object({
    associatedPullRequests: z
      .object({ nodes: z.array(z.object({ mergedAt: z.coerce.date().nullable() }).nullable()) })
      .nullish(),
  })
  .nullable();
const Answer = z.object({ repository: z.record(z.string(), Commit).nullable() });

/** What is asked of each commit, by its place. Pure. */
export function commitFields(shas: readonly string[]): string {
  const pulls = 'associatedPullRequests(first: 5) { nodes { mergedAt } }';
  return shas.map((sha, nth) => `c${nth}: object(oid: "${sha}") { ... on Commit { ${pulls} } }`).join(' ');
}

/**
 * The newest commit that a branch had at a time: one that came without a pull request, or with one that was merged by then.
 * Null: none of the last twenty before it is one. Throws what the client throws.
 */
export async function readCommitAt(
  octokit: Octokit,
  { owner, repo }: Pick<PullTarget, 'owner' | 'repo'>,
  branch: string,
  time: Date,
): Promise<string | null> {
  const shas = await listUntil(octokit, { owner, repo }, branch, time);
  if (shas.length === 0) return null;
  const fields = commitFields(shas);
  const { repository } = await queryGraphqlPartly(octokit, Answer, {
    query: `query ($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) { ${fields} } }`,
    variables: { owner, repo },
    depth: 1,
  });
  return (
    shas.find((_, nth) => {
      const pulls = repository?.[`c${nth}`]?.associatedPullRequests?.nodes.filter((pull) => pull !== null) ?? [];
      return pulls.length === 0 || pulls.some(({ mergedAt }) => mergedAt !== null && mergedAt <= time);
    }) ?? null
  );
}

/** Newest first. */
async function listUntil(
  octokit: Octokit,
  target: Pick<PullTarget, 'owner' | 'repo'>,
  branch: string,
  time: Date,
): Promise<string[]> {
  try {
    const asked = { ...target, sha: branch, until: time.toISOString(), per_page: MOST };
    return (await readJson(octokit, Commits, 'GET /repos/{owner}/{repo}/commits', asked)).map(({ sha }) => sha);
  } catch (error) {
    if (error instanceof GitHubTerminalError && error.reason === 'not-found') return [];
    throw error;
  }
}
