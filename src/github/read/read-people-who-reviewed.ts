import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { queryGraphqlPartly } from '../client/query-graphql-partly.js';
import type { PullTarget } from '../client/target.js';
import { PageInfo } from './past-pull.js';
import { Actor, ACTOR_FIELDS, loginOf, nodesOf } from './pull-node.js';

const MAX_PAGES = 10;
const Answer = z.object({
  repository: z.object({
    pullRequest: z.object({
      author: Actor.nullish(),
      commits: nodesOf(
        z.object({
          commit: z.object({ authors: nodesOf(z.object({ user: z.object({ login: z.string() }).nullish() })) }),
        }),
      ),
      reviews: z.object({
        pageInfo: PageInfo,
        nodes: z
          .array(
            z.object({ author: Actor.nullish(), state: z.string(), authorCanPushToRepository: z.boolean() }).nullish(),
          )
          .nullish(),
      }),
    }),
  }),
});
const QUERY = `query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) { pullRequest(number: $number) { author { ${ACTOR_FIELDS} }
    commits(last: 100) { nodes { commit { authors(first: 10) { nodes { user { login } } } } } }
    reviews(first: 100, after: $after, states: [APPROVED, CHANGES_REQUESTED, COMMENTED]) {
      pageInfo { hasNextPage endCursor } nodes { author { ${ACTOR_FIELDS} } state authorCanPushToRepository } } } } }`;

/**
 * Logins of the people with write access who have submitted a review that stands, in their order: no bots, not the
 * author, and nobody who wrote one of the last hundred commits or is named as a co-author there (who let an agent do
 * the work is named so). A thousand reviews at most. Throws what GitHub throws.
 */
export async function readPeopleWhoReviewed(
  octokit: Octokit,
  { owner, repo, number }: Pick<PullTarget, 'owner' | 'repo' | 'number'>,
): Promise<string[]> {
  const people = new Map<string, string>();
  const makers = new Set<string>();
  let after: string | null = null;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const answer: z.output<typeof Answer> = await queryGraphqlPartly(octokit, Answer, {
      query: QUERY,
      variables: { owner, repo, number, after },
      depth: 2,
    });
    const { author, commits, reviews } = answer.repository.pullRequest;
    if (author) makers.add(loginOf(author).toLowerCase());
    for (const { commit } of commits)
      for (const { user } of commit.authors) if (user) makers.add(user.login.toLowerCase());
    for (const review of reviews.nodes ?? []) {
      if (review?.author?.__typename !== 'User' || !review.authorCanPushToRepository) continue;
      people.set(review.author.login.toLowerCase(), review.author.login);
    }
    const { next } = reviews.pageInfo;
    if (next === null || next === after) break;
    after = next;
  }
  return [...people].filter(([key]) => !makers.has(key)).map(([, login]) => login);
}
