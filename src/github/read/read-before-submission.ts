import { z } from 'zod';
import { GitHubLimitedError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { queryGraphqlPartly } from '../client/query-graphql-partly.js';
import type { PullTarget } from '../client/target.js';
import type { OwnReviewComment } from './own-reviews.js';
import { Actor, ACTOR_FIELDS, CHANGE_FIELDS, ChangeNode, loginOf, nodesOf, pullOfNode } from './pull-node.js';
import { readPull, type Pull } from './read-pull.js';

/** A comment in the conversation, as REST gives it. */
export interface ConversationComment {
  id: number;
  body: string;
  user: { id: number; login: string; type: string } | null;
}

export interface BeforeSubmission {
  pull: Pull;
  /** Of our pending review; null: they were not told, or not all. */
  comments: OwnReviewComment[] | null;
  /** The whole conversation; null: it was not told, or is longer than what was. */
  conversation: ConversationComment[] | null;
}

const WithMore = z
  .object({ pageInfo: z.object({ hasNextPage: z.boolean() }) })
  .nullish()
  .transform((page) => page?.pageInfo.hasNextPage ?? true);
/** A connection with whether it goes on. */
const page = <S extends z.ZodType>(node: S) =>
  z.unknown().transform((all) => ({ nodes: nodesOf(node).parse(all), goesOn: WithMore.parse(all) }));
const Id = z.coerce.number().int().positive();

const Answer = z.object({
  repository: z.object({
    nameWithOwner: z.string(),
    isArchived: z.boolean(),
    pullRequest: ChangeNode.extend({
      reviews: nodesOf(
        z.object({
          fullDatabaseId: Id,
          comments: page(z.object({ fullDatabaseId: Id, id: z.string(), body: z.string() })),
        }),
      ),
      comments: page(z.object({ fullDatabaseId: Id, body: z.string(), author: Actor.nullish() })),
    }),
  }),
});
/** `databaseId` holds 32 bits only, and GitHub's ids have outgrown them. */
const QUERY = `query ($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) { nameWithOwner isArchived pullRequest(number: $number) { ${CHANGE_FIELDS}
    reviews(last: 5, states: PENDING) { nodes { fullDatabaseId
      comments(first: 100) { pageInfo { hasNextPage } nodes { fullDatabaseId id body } } } }
    comments(first: 100) { pageInfo { hasNextPage }
      nodes { fullDatabaseId body author { ${ACTOR_FIELDS} } } } } } }`;

/**
 * The pull request as it is just before a review is submitted, with what comes after that needs of it: the comments of
 * the pending review (`reviewId`; null: there is none) and the conversation, in one query. Where GraphQL does not
 * answer, the pull request alone. Throws what `readPull` throws, and limits.
 */
export async function readBeforeSubmission(
  octokit: Octokit,
  target: PullTarget,
  reviewId: number | null,
): Promise<BeforeSubmission> {
  const { owner, repo, number } = target;
  try {
    const variables = { owner, repo, number };
    const { repository } = await queryGraphqlPartly(octokit, Answer, { query: QUERY, variables, depth: 2 });
    const { pullRequest: node } = repository;
    const pending = node.reviews.find(({ fullDatabaseId }) => fullDatabaseId === reviewId)?.comments;
    return {
      pull: pullOfNode(node, repository),
      comments:
        pending === undefined || pending.goesOn
          ? null
          : pending.nodes.map(({ fullDatabaseId, id, body }) => ({ id: fullDatabaseId, node_id: id, body })),
      conversation: node.comments.goesOn
        ? null
        : node.comments.nodes.map(({ fullDatabaseId, body, author }) => ({
            id: fullDatabaseId,
            body,
            user: author ? userOf(author) : null,
          })),
    };
  } catch (error) {
    if (error instanceof GitHubLimitedError) throw error;
    return { pull: await readPull(octokit, target), comments: null, conversation: null };
  }
}

function userOf(actor: z.output<typeof Actor>) {
  return { id: actor.databaseId ?? 0, login: loginOf(actor), type: actor.__typename };
}
