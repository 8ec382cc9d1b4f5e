import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { queryGraphqlPartly } from '../client/query-graphql-partly.js';
import type { PullTarget } from '../client/target.js';

const Range = z.object({
  startingLine: z.number(),
  endingLine: z.number(),
  commit: z.object({
    associatedPullRequests: z
      .object({ nodes: z.array(z.object({ number: z.number(), mergedAt: z.string().nullable() }).nullable()) })
      .nullable(),
  }),
});
const Answer = z.object({
  repository: z
    .object({ object: z.object({ blame: z.object({ ranges: z.array(Range) }).nullish() }).nullable() })
    .nullable(),
});
const QUERY = `query ($owner: String!, $repo: String!, $sha: GitObjectID!, $path: String!) {
  repository(owner: $owner, name: $repo) { object(oid: $sha) { ... on Commit { blame(path: $path) { ranges {
    startingLine endingLine commit { associatedPullRequests(first: 5) { nodes { number mergedAt } } } } } } } } }`;

export interface BlamedRange {
  /** 1-based, both included. */
  from: number;
  to: number;
  /** The merged pull request that brought these lines. */
  number: number;
}

/**
 * Which merged pull requests brought the lines of a file at a commit; lines that came without one are left out. Empty:
 * the commit or the file is not there. Throws as `queryGraphqlPartly` does.
 */
export async function readBlame(
  octokit: Octokit,
  { owner, repo }: Pick<PullTarget, 'owner' | 'repo'>,
  { sha, path }: { sha: string; path: string },
): Promise<BlamedRange[]> {
  const variables = { owner, repo, sha, path };
  const { repository } = await queryGraphqlPartly(octokit, Answer, { query: QUERY, variables, depth: 1 });
  return (repository?.object?.blame?.ranges ?? []).flatMap(({ startingLine, endingLine, commit }) => {
    const number = commit.associatedPullRequests?.nodes.find((pull) => pull !== null && pull.mergedAt !== null)?.number;
    return number === undefined ? [] : [{ from: startingLine, to: endingLine, number }];
  });
}
