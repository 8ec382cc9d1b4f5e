import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { queryGraphql } from '../client/query-graphql.js';
import type { PullTarget } from '../client/target.js';

export interface ReviewThread {
  /** GraphQL node id, for `resolveThread`. */
  id: string;
  resolved: boolean;
  /** Login of who resolved it; null while it is open, or for a deleted account. */
  resolvedBy: string | null;
  outdated: boolean;
  /** Ids of its comments as REST knows them, the first one first. */
  commentIds: number[];
}

const MAX_PAGES = 10;
const Threads = z.object({
  repository: z.object({
    pullRequest: z.object({
      reviewThreads: z.object({
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
        nodes: z.array(
          z.object({
            id: z.string(),
            isResolved: z.boolean(),
            isOutdated: z.boolean(),
            resolvedBy: z.object({ login: z.string() }).nullish(),
            comments: z.object({ nodes: z.array(z.object({ fullDatabaseId: z.coerce.number() })) }),
          }),
        ),
      }),
    }),
  }),
});
/** `databaseId` holds 32 bits only, and GitHub's ids have outgrown them. */
const QUERY = `query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) { pullRequest(number: $number) {
    reviewThreads(first: 100, after: $after) { pageInfo { hasNextPage endCursor }
      nodes { id isResolved isOutdated resolvedBy { login } comments(first: 50) { nodes { fullDatabaseId } } } } } } }`;

/**
 * The conversations on lines of a pull request, oldest first; a thousand at most. Throws GitHub's limits, and
 * GraphQL's refusals as Octokit's `GraphqlResponseError`.
 */
export async function readReviewThreads(octokit: Octokit, target: PullTarget): Promise<ReviewThread[]> {
  const { owner, repo, number } = target;
  const threads = new Map<string, ReviewThread>();
  let after: string | null = null;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const answer: z.output<typeof Threads> = await queryGraphql(octokit, Threads, QUERY, {
      owner,
      repo,
      number,
      after,
    });
    const { nodes, pageInfo } = answer.repository.pullRequest.reviewThreads;
    for (const node of nodes) threads.set(node.id, toThread(node));
    if (!pageInfo.hasNextPage || !pageInfo.endCursor || pageInfo.endCursor === after) break;
    after = pageInfo.endCursor;
  }
  return [...threads.values()];
}

type Node = z.output<typeof Threads>['repository']['pullRequest']['reviewThreads']['nodes'][number];

function toThread({ id, isResolved, isOutdated, resolvedBy, comments }: Node): ReviewThread {
  const commentIds = comments.nodes.map(({ fullDatabaseId }) => fullDatabaseId);
  return { id, resolved: isResolved, resolvedBy: resolvedBy?.login ?? null, outdated: isOutdated, commentIds };
}
