import { z } from 'zod';
import { cutText } from '../../words/cut-text.js';
import { Actor, ACTOR_FIELDS, loginOf, nodesOf } from './pull-node.js';

/** Who did something on GitHub; a bot has the login that REST gives it, such as `dependabot[bot]`. */
export interface Account {
  login: string;
  /** Null: GitHub has none for this kind of account. */
  id: number | null;
  isBot: boolean;
}

/** A pull request with everything around it that the history of a repository is made of. */
export interface PastPull {
  number: number;
  title: string;
  state: 'open' | 'closed' | 'merged';
  /** Null: the account is gone. */
  author: Account | null;
  headRef: string;
  createdAt: Date;
  mergedAt: Date | null;
  /** Of when all of this is; null: GitHub does not say. */
  updatedAt: Date | null;
  additions: number;
  deletions: number;
  /** The first hundred in a page of many; `renamed` says only that there was another name. */
  files: { path: string; additions: number; deletions: number; renamed: boolean; renamedFrom: string | null }[];
  /** Of the same repository. */
  closes: { number: number; title: string; state: 'open' | 'closed'; labels: string[]; updatedAt: Date | null }[];
  /** In their order; several of one person are possible. */
  reviews: { author: Account; state: ReviewState; comments: number }[];
  /** Of the commit that merged it: a squash names the co-authors there. */
  mergeMessage: string;
}

export type ReviewState = 'approved' | 'changes_requested' | 'commented' | 'dismissed';

const LONGEST_TITLE = 300;
const LONGEST_LABEL = 100;
const LONGEST_MESSAGE = 20_000;

const Count = z.number().int().nonnegative();
export const PageInfo = z
  .object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() })
  .transform(({ hasNextPage, endCursor }) => ({ next: hasNextPage ? (endCursor ?? null) : null }));
/** A page of changed files, and where the next one begins. */
export const FilePage = z
  .object({
    pageInfo: PageInfo,
    nodes: z
      .array(
        z.object({ path: z.string().min(1), additions: Count, deletions: Count, changeType: z.string() }).nullish(),
      )
      .nullish(),
  })
  .nullish()
  .transform((page) => ({
    files: (page?.nodes ?? []).flatMap((file) => (file ? [fileOf(file)] : [])),
    next: page?.pageInfo.next ?? null,
  }));

/** One `PullRequest` of GitHub's GraphQL schema with the fields of `PULL_FIELDS`. */
export const PullNode = z.object({
  number: z.number().int().positive(),
  title: z.string(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  createdAt: z.coerce.date(),
  mergedAt: z.coerce.date().nullish(),
  updatedAt: z.coerce.date().nullish(),
  additions: Count,
  deletions: Count,
  headRefName: z.string(),
  author: Actor.nullish(),
  mergeCommit: z.object({ message: z.string() }).nullish(),
  files: FilePage,
  closingIssuesReferences: nodesOf(
    z.object({
      number: z.number().int().positive(),
      title: z.string(),
      state: z.enum(['OPEN', 'CLOSED']),
      updatedAt: z.coerce.date().nullish(),
      repository: z.object({ nameWithOwner: z.string() }),
      labels: nodesOf(z.object({ name: z.string() })),
    }),
  ),
  reviews: nodesOf(
    z.object({
      author: Actor.nullish(),
      state: z.enum(['PENDING', 'APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED']),
      comments: z.object({ totalCount: Count }),
    }),
  ),
});

export const FILE_FIELDS = 'pageInfo { hasNextPage endCursor } nodes { path additions deletions changeType }';

/** At most 100 files, 10 issues with 20 labels and 40 reviews: 350 nodes a pull request. */
export const PULL_FIELDS = `number title state createdAt mergedAt updatedAt additions deletions headRefName
  author { ${ACTOR_FIELDS} }
  mergeCommit { message }
  files(first: 100) { ${FILE_FIELDS} }
  closingIssuesReferences(first: 10) {
    nodes { number title state updatedAt repository { nameWithOwner } labels(first: 20) { nodes { name } } } }
  reviews(first: 40) { nodes { author { ${ACTOR_FIELDS} } state comments { totalCount } } }`;

/** What a node says, bounded. `repository` is the present `owner/name`: issues of others are left out. */
export function pastPull(node: z.output<typeof PullNode>, repository: string): PastPull {
  const { number, createdAt, additions, deletions } = node;
  return {
    number,
    title: cutText(node.title, LONGEST_TITLE),
    state: ({ OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const)[node.state],
    author: node.author ? accountOf(node.author) : null,
    headRef: node.headRefName,
    createdAt,
    mergedAt: node.mergedAt ?? null,
    updatedAt: node.updatedAt ?? null,
    additions,
    deletions,
    files: node.files.files,
    closes: node.closingIssuesReferences
      .filter((issue) => issue.repository.nameWithOwner.toLowerCase() === repository.toLowerCase())
      .map((issue) => ({
        number: issue.number,
        title: cutText(issue.title, LONGEST_TITLE),
        state: issue.state === 'OPEN' ? 'open' : 'closed',
        labels: issue.labels.map(({ name }) => cutText(name, LONGEST_LABEL)),
        updatedAt: issue.updatedAt ?? null,
      })),
    reviews: node.reviews.flatMap(({ author, state, comments }) =>
      author && state !== 'PENDING'
        ? [{ author: accountOf(author), state: STATES[state], comments: comments.totalCount }]
        : [],
    ),
    mergeMessage: cutText(node.mergeCommit?.message ?? '', LONGEST_MESSAGE),
  };
}

/** GraphQL does not say what a renamed file was called. */
function fileOf(file: { path: string; additions: number; deletions: number; changeType: string }) {
  const { path, additions, deletions, changeType } = file;
  return { path, additions, deletions, renamed: changeType === 'RENAMED', renamedFrom: null as string | null };
}

const STATES = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes_requested',
  COMMENTED: 'commented',
  DISMISSED: 'dismissed',
} as const;

function accountOf(actor: z.output<typeof Actor>): Account {
  const login = loginOf(actor);
  return { login, id: actor.databaseId ?? null, isBot: login.endsWith('[bot]') };
}
