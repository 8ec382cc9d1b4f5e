import { z } from 'zod';
import { GitHubTerminalError, GitHubUnavailableError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { queryGraphqlPartly } from '../client/query-graphql-partly.js';
import { PageInfo, pastPull, PULL_FIELDS, PullNode, type PastPull } from './past-pull.js';
import { readOldNames } from './read-old-names.js';

/** What is left of the hour's points of GraphQL, which has a budget of its own. */
export interface PointsLeft {
  limit: number;
  remaining: number;
  resetAt: Date;
}

export interface PastPulls {
  pulls: PastPull[];
  /** How many there are in all. */
  total: number;
  /** Where the next page begins; null: this was the last one. */
  next: string | null;
  points: PointsLeft;
}

const Page = z.object({
  rateLimit: z.object({
    limit: z.number().int().positive(),
    remaining: z.number().int(),
    cost: z.number().int(),
    resetAt: z.coerce.date(),
  }),
  repository: z
    .object({
      nameWithOwner: z.string(),
      pullRequests: z.object({
        totalCount: z.number().int().nonnegative(),
        pageInfo: PageInfo,
        // One that does not fit is left out: it may not keep the others away.
        nodes: z.array(PullNode.nullish().catch(null)),
      }),
    })
    .nullish(),
});

const QUERY = `query ($owner: String!, $repo: String!, $states: [PullRequestState!]!, $first: Int!, $after: String) {
  rateLimit { limit remaining cost resetAt }
  repository(owner: $owner, name: $repo) { nameWithOwner
    pullRequests(states: $states, first: $first, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
      totalCount pageInfo { hasNextPage endCursor } nodes { ${PULL_FIELDS} } } } }`;

/** GitHub gives up after ten seconds, and says so with a 502 or in these words. */
const TIMED_OUT = /something went wrong while executing your query|timed? ?out/i;
const SMALL_PAGE = 5;

/**
 * A page of the merged or the open pull requests of a repository, newest first, of at most 50: with 25 it is 8,800 of
 * the 500,000 nodes that GitHub allows, and at most 14 points. `after` is `next` of the page before. What GitHub does
 * not show us is left out; a page that takes it too long is asked for once more with five. Throws GitHub's limits, and
 * GraphQL's refusals as Octokit's `GraphqlResponseError`. Rules:
 * https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */
export async function readPastPulls(
  octokit: Octokit,
  { owner, repo }: { owner: string; repo: string },
  asked: { state: 'merged' | 'open'; first: number; after: string | null },
): Promise<PastPulls> {
  const first = Math.max(1, Math.min(50, Math.floor(asked.first)));
  const variables = {
    owner,
    repo,
    states: [asked.state === 'merged' ? 'MERGED' : 'OPEN'],
    after: asked.after,
  };
  const ask = (size: number) =>
    queryGraphqlPartly(octokit, Page, { query: QUERY, variables: { ...variables, first: size }, depth: 2 });
  const { rateLimit, repository } = await ask(first).catch((error: unknown) => {
    const late = error instanceof GitHubUnavailableError || (error instanceof Error && TIMED_OUT.test(error.message));
    if (!late || first <= SMALL_PAGE) throw error;
    return ask(SMALL_PAGE);
  });
  if (!repository) throw new GitHubTerminalError('not-found', `${owner}/${repo} is gone, or the app may not see it`);
  const { pageInfo, nodes, totalCount } = repository.pullRequests;
  const pulls: PastPull[] = [];
  for (const node of nodes) {
    if (node == null) continue;
    pulls.push(await readOldNames(octokit, { owner, repo }, pastPull(node, repository.nameWithOwner)));
  }
  const next = pageInfo.next === asked.after ? null : pageInfo.next;
  return { pulls, total: totalCount, next, points: rateLimit };
}
