import { z } from 'zod';
import type { Pull } from './read-pull.js';

/** A connection may be null, and so may each of its nodes: what stands there is out of our sight. */
export const nodesOf = <S extends z.ZodType>(node: S) =>
  z
    .object({ nodes: z.array(node.nullish().catch(null)).nullish() })
    .nullish()
    .transform((connection) => (connection?.nodes ?? []).flatMap((one) => (one == null ? [] : [one])));

export const Actor = z.object({
  __typename: z.string(),
  login: z.string().min(1),
  databaseId: z.number().int().positive().nullish(),
});

export const ACTOR_FIELDS = `__typename login ... on User { databaseId } ... on Bot { databaseId }
  ... on Mannequin { databaseId } ... on Organization { databaseId }`;

/** One `PullRequest` of GitHub's GraphQL schema with the fields of `CHANGE_FIELDS`. */
export const ChangeNode = z.object({
  number: z.number().int().positive(),
  title: z.string(),
  body: z.string(),
  author: Actor.nullish(),
  isDraft: z.boolean(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  locked: z.boolean(),
  labels: nodesOf(z.object({ name: z.string() })),
  baseRefName: z.string(),
  baseRefOid: z.string().min(1),
  headRefName: z.string(),
  headRefOid: z.string().min(1),
  headRepository: z.object({ nameWithOwner: z.string() }).nullish(),
  changedFiles: z.number().int().nonnegative(),
  additions: z.number().int().nonnegative(),
  deletions: z.number().int().nonnegative(),
});

/** What `readPull` tells of a pull request. GitHub allows a hundred labels. */
export const CHANGE_FIELDS = `number title body author { ${ACTOR_FIELDS} } isDraft state locked
  labels(first: 100) { nodes { name } } baseRefName baseRefOid headRefName headRefOid
  headRepository { nameWithOwner } changedFiles additions deletions`;

/**
 * The pull request as REST tells it: a deleted author is `ghost`, an App's bot has its brackets, a merged one is closed.
 */
export function pullOfNode(
  node: z.output<typeof ChangeNode>,
  { nameWithOwner, isArchived }: { nameWithOwner: string; isArchived: boolean },
): Pull {
  const author = node.author ? loginOf(node.author) : 'ghost';
  return {
    repository: nameWithOwner,
    number: node.number,
    title: node.title,
    body: node.body,
    author,
    ...(node.author?.databaseId && { authorId: node.author.databaseId }),
    authorIsBot: node.author?.__typename === 'Bot' || author.endsWith('[bot]'),
    ...(node.headRepository?.nameWithOwner !== nameWithOwner && { fromFork: true }),
    draft: node.isDraft,
    state: node.state === 'OPEN' ? 'open' : 'closed',
    labels: node.labels.map(({ name }) => name),
    baseRef: node.baseRefName,
    baseSha: node.baseRefOid,
    headRef: node.headRefName,
    headSha: node.headRefOid,
    changedFiles: node.changedFiles,
    lines: node.additions + node.deletions,
    locked: node.locked,
    archived: isArchived,
  };
}

/** GraphQL leaves out the `[bot]` that REST and webhooks give an App's login. */
export function loginOf({ __typename, login }: Pick<z.output<typeof Actor>, '__typename' | 'login'>): string {
  return __typename === 'Bot' && !login.endsWith('[bot]') ? `${login}[bot]` : login;
}
