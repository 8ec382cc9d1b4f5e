import { GraphQLError } from 'graphql';
import type { Caller } from '../authenticate.js';
import { blame } from '../blame.js';
import { pullFiles } from '../cached-diff.js';
import { readObject } from '../git-objects.js';
import { mergedFiles } from '../merged-files.js';
import { isGranted } from '../open-repository.js';
import type { DiffFile } from '../pull-diff.js';
import { ownCommits } from '../commit-graph.js';
import { roleIn } from '../role-in.js';
import { closingNumbers } from '../closing-numbers.js';
import { fullName, nodeId, timestamp, type SandboxState } from '../state.js';
import { threadsOf } from '../threads-of.js';
import type { Issue, Permissions, Pull, Repository, Review, ReviewComment, User } from '../types.js';
import { authorsOf, blobFields, entryAt } from './commit-parts.js';
import { connection, type ConnectionArguments } from './connection.js';

/** Where a query reads, and for whom. */
export interface Reading {
  state: SandboxState;
  caller: Caller;
  repository: Repository;
}

interface PullArguments extends ConnectionArguments {
  states?: readonly string[] | null;
  orderBy?: { field: string; direction: string } | null;
}

interface ReviewArguments extends ConnectionArguments {
  states?: readonly string[] | null;
}

const CHANGES = { added: 'ADDED', removed: 'DELETED', modified: 'MODIFIED', renamed: 'RENAMED', changed: 'CHANGED' };

/** A `Repository`. Fields that cost something are functions: graphql-js calls those that are asked for. */
export function repositoryNode(reading: Reading) {
  const { repository } = reading;
  return {
    databaseId: repository.id,
    defaultBranchRef: () => {
      assertMay(reading, 'contents');
      const name = repository.defaultBranch;
      return { name, target: () => objectNode(reading, `refs/heads/${name}`) };
    },
    id: nodeId('R', repository.id),
    isArchived: repository.archived,
    isPrivate: repository.private,
    issue: ({ number }: { number: number }) => {
      assertMay(reading, 'issues');
      const issue = repository.issues.get(number);
      if (issue && issue.pull === null) return issueNode(reading, issue);
      throw refuse('NOT_FOUND', `Could not resolve to an Issue with the number of ${number}.`);
    },
    nameWithOwner: fullName(repository),
    object: ({ oid, expression }: { oid?: string | null; expression?: string | null }) => {
      assertMay(reading, 'contents');
      const name = oid ?? expression ?? '';
      return name === '' || name.startsWith('-') ? null : objectNode(reading, name);
    },
    pullRequest: ({ number }: { number: number }) => {
      assertMay(reading, 'pull_requests');
      const issue = repository.issues.get(number);
      if (issue?.pull) return pullNode(reading, issue, issue.pull);
      throw refuse('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
    },
    pullRequests: ({ states, orderBy, ...page }: PullArguments) => {
      assertMay(reading, 'pull_requests');
      const pulls = pullsOf(repository)
        .filter(({ issue, pull }) => !states || states.includes(stateOf(issue, pull)))
        .toSorted((a, b) => timeOf(a.issue, orderBy) - timeOf(b.issue, orderBy) || a.issue.number - b.issue.number);
      if (orderBy?.direction === 'DESC') pulls.reverse();
      const { nodes, ...rest } = connection(pulls, page, ({ issue }) => issue.number);
      return { ...rest, nodes: nodes.map(({ issue, pull }) => pullNode(reading, issue, pull)) };
    },
  };
}

function pullsOf(repository: Repository): { issue: Issue; pull: Pull }[] {
  return [...repository.issues.values()].flatMap((issue) => (issue.pull ? [{ issue, pull: issue.pull }] : []));
}

function stateOf(issue: Issue, pull: Pull): 'OPEN' | 'CLOSED' | 'MERGED' {
  if (pull.mergedAt !== null) return 'MERGED';
  return issue.state === 'open' ? 'OPEN' : 'CLOSED';
}

function timeOf(issue: Issue, orderBy: PullArguments['orderBy']): number {
  return Date.parse(orderBy?.field === 'UPDATED_AT' ? issue.updatedAt : issue.createdAt);
}

function pullNode(reading: Reading, issue: Issue, pull: Pull): object {
  const { state, repository, caller } = reading;
  const files = async () =>
    (pull.mergeCommitSha === null ? null : await mergedFiles(repository.folder, pull.base.ref, pull.mergeCommitSha)) ??
    pullFiles(state, repository, pull);
  const sum = async (key: 'additions' | 'deletions') => (await files()).reduce((all, file) => all + file[key], 0);
  return {
    additions: () => sum('additions'),
    author: actorNode(issue.user),
    baseRefName: pull.base.ref,
    baseRefOid: pull.base.sha,
    body: issue.body ?? '',
    changedFiles: async () => (await files()).length,
    closedAt: issue.closedAt,
    closingIssuesReferences: (page: ConnectionArguments) => closingIssues(reading, issue, page),
    comments: (page: ConnectionArguments) => {
      const own = [...repository.comments.values()].filter(({ issueNumber }) => issueNumber === issue.number);
      const { nodes, ...rest } = connection(own, page, ({ id }) => id);
      return { ...rest, nodes: nodes.map((comment) => commentNode('IC', comment)) };
    },
    commits: async (page: ConnectionArguments) => {
      const shas = [...(await ownCommits(repository.folder, pull.base.sha, pull.head.sha))].toReversed();
      const { nodes, ...rest } = connection(shas, page, (sha) => sha);
      return { ...rest, nodes: nodes.map((sha) => ({ commit: () => objectNode(reading, sha) })) };
    },
    createdAt: issue.createdAt,
    deletions: () => sum('deletions'),
    files: async (page: ConnectionArguments) => filesPage(await files(), page),
    headRefName: pull.head.ref,
    headRefOid: pull.head.sha,
    headRepository: headRepository(reading, pull),
    id: nodeId('PR', pull.id),
    isDraft: pull.draft,
    labels: (page: ConnectionArguments) => connection(issue.labels, page, ({ id }) => id),
    locked: issue.locked,
    mergeCommit: () => (pull.mergeCommitSha === null ? null : objectNode(reading, pull.mergeCommitSha)),
    mergedAt: pull.mergedAt,
    number: issue.number,
    reviewThreads: (page: ConnectionArguments) => {
      const { nodes, ...rest } = connection(threadsOf(pull, caller.user), page, ([{ id }]) => id);
      return { ...rest, nodes: nodes.map(threadNode) };
    },
    reviews: ({ states, ...page }: ReviewArguments) => {
      const visible = [...pull.reviews.values()]
        .filter((review) => review.state !== 'PENDING' || review.user.id === caller.user.id)
        .filter((review) => !states || states.includes(review.state));
      const { nodes, ...rest } = connection(visible, page, ({ id }) => id);
      return { ...rest, nodes: nodes.map((review) => reviewNode(reading, pull, review)) };
    },
    state: stateOf(issue, pull),
    title: issue.title,
    updatedAt: issue.updatedAt,
  };
}

function filesPage(
  files: readonly Pick<DiffFile, 'path' | 'status' | 'additions' | 'deletions'>[],
  page: ConnectionArguments,
) {
  const { nodes, ...rest } = connection(files, page, ({ path }) => path);
  const rows = nodes.map(({ path, additions, deletions, status }) => ({
    path,
    additions,
    deletions,
    changeType: CHANGES[status],
  }));
  return { ...rest, nodes: rows };
}

/** Issues that the token may not read are null there, each with an error. */
function closingIssues(reading: Reading, issue: Issue, page: ConnectionArguments) {
  const { repository } = reading;
  const issues = closingNumbers(issue.body ?? '').flatMap((number) => {
    const found = repository.issues.get(number);
    return found && found.pull === null ? [found] : [];
  });
  const { nodes, ...rest } = connection(issues, page, ({ number }) => number);
  const mayRead = may(reading, 'issues');
  const refused = () => refuse('FORBIDDEN', 'Resource not accessible by integration');
  return { ...rest, nodes: nodes.map((one) => (mayRead ? issueNode(reading, one) : refused())) };
}

function issueNode(reading: Reading, issue: Issue): object {
  return {
    author: actorNode(issue.user),
    body: issue.body ?? '',
    createdAt: issue.createdAt,
    closedAt: issue.closedAt,
    id: nodeId('I', issue.id),
    labels: (page: ConnectionArguments) => connection(issue.labels, page, ({ id }) => id),
    number: issue.number,
    repository: repositoryNode(reading),
    state: issue.state === 'open' ? 'OPEN' : 'CLOSED',
    title: issue.title,
    updatedAt: issue.updatedAt,
  };
}

/** Null for a fork that is gone; one that is there may be out of sight otherwise, but has its name. */
function headRepository(reading: Reading, { head: { fork } }: Pull): object | null {
  if (fork === null) return repositoryNode(reading);
  return fork.deleted ? null : { nameWithOwner: `${fork.owner.login}/${reading.repository.name}` };
}

function reviewNode({ state, repository }: Reading, pull: Pull, review: Review): object {
  const comments = [...pull.reviewComments.values()].filter(({ reviewId }) => reviewId === review.id);
  return {
    author: actorNode(review.user),
    authorCanPushToRepository: ['admin', 'maintain', 'write'].includes(roleIn(state, repository, review.user)),
    body: review.body,
    comments: (page: ConnectionArguments) => commentsPage(comments, page),
    fullDatabaseId: String(review.id),
    id: nodeId('PRR', review.id),
    state: review.state,
    submittedAt: review.submittedAt,
  };
}

function threadNode([root, ...replies]: [ReviewComment, ...ReviewComment[]]): object {
  return {
    comments: (page: ConnectionArguments) => commentsPage([root, ...replies], page),
    id: nodeId('PRRT', root.id),
    isOutdated: root.current === null,
    isResolved: root.resolvedBy !== null,
    resolvedBy: root.resolvedBy && actorNode(root.resolvedBy),
  };
}

function commentsPage(comments: readonly ReviewComment[], page: ConnectionArguments) {
  const { nodes, ...rest } = connection(comments, page, ({ id }) => id);
  return { ...rest, nodes: nodes.map((comment) => commentNode('PRRC', comment)) };
}

function commentNode(prefix: string, { id, user, body }: Pick<ReviewComment, 'id' | 'user' | 'body'>): object {
  return { author: actorNode(user), body, fullDatabaseId: String(id), id: nodeId(prefix, id) };
}

/** Null for an account that is gone. GraphQL leaves out the `[bot]` of an App's login. */
function actorNode({ id, login, type }: User): object | null {
  if (login === 'ghost') return null;
  return {
    __typename: type,
    databaseId: id,
    id: nodeId(type === 'Bot' ? 'BOT' : 'U', id),
    login: login.replace(/\[bot\]$/, ''),
    name: null,
  };
}

async function objectNode(reading: Reading, name: string): Promise<object | null> {
  const { folder } = reading.repository;
  const found = await readObject(folder, name);
  if (found === null) return null;
  const { sha, type, bytes } = found;
  if (type === 'blob') return { __typename: 'Blob', oid: sha, ...blobFields(bytes) };
  if (type === 'tree') return { __typename: 'Tree', oid: sha };
  if (type === 'tag') return { __typename: 'Tag', oid: sha };
  const text = bytes.toString('utf8');
  const message = text.slice(text.indexOf('\n\n') + 2).replace(/\n$/, '');
  return {
    __typename: 'Commit',
    associatedPullRequests: async (page: ConnectionArguments) => {
      const pulls = await pullsWith(reading.repository, sha);
      const { nodes, ...rest } = connection(pulls, page, ({ issue }) => issue.number);
      return { ...rest, nodes: nodes.map(({ issue, pull }) => pullNode(reading, issue, pull)) };
    },
    authoredDate: dateOf(text, 'author'),
    authors: (page: ConnectionArguments) =>
      connection(authorsOf(reading.state, text, message), page, (_, index) => index),
    blame: async ({ path }: { path: string }) => {
      const lines = await blame(folder, sha, path);
      if (lines === null) throw refuse('NOT_FOUND', `Could not resolve file for path '${path}'.`);
      return {
        ranges: lines.map(({ sha: from, ...range }) => ({ ...range, commit: () => objectNode(reading, from) })),
      };
    },
    committedDate: dateOf(text, 'committer'),
    file: async ({ path }: { path: string }) => {
      const entry = await entryAt(folder, sha, path);
      return entry && { ...entry, object: () => objectNode(reading, entry.oid) };
    },
    message,
    messageHeadline: message.split('\n', 1)[0],
    oid: sha,
  };
}

/** A header of a commit ends with the time in seconds and its zone. */
function dateOf(commit: string, header: 'author' | 'committer'): string {
  const seconds = Number(new RegExp(`^${header} .* (\\d+) [+-]\\d{4}$`, 'm').exec(commit)?.[1] ?? 0);
  return timestamp(new Date(seconds * 1000));
}

/** The merged pull request that brought a commit; without one, the open ones that have it. */
async function pullsWith(repository: Repository, sha: string): Promise<{ issue: Issue; pull: Pull }[]> {
  const found: { issue: Issue; pull: Pull }[] = [];
  for (const each of pullsOf(repository)) if (await has(repository, each.pull, sha)) found.push(each);
  const merged = found.filter(({ pull }) => pull.mergedAt !== null);
  return merged.length > 0 ? merged : found.filter(({ issue }) => issue.state === 'open');
}

async function has({ folder }: Repository, pull: Pull, sha: string): Promise<boolean> {
  if (pull.mergeCommitSha === sha) return true;
  return (await ownCommits(folder, pull.base.sha, pull.head.sha)).has(sha);
}

function may({ repository, caller }: Reading, permission: keyof Permissions): boolean {
  return !repository.private || isGranted(caller.token.permissions, String(permission), 'read');
}

function assertMay(reading: Reading, permission: keyof Permissions): void {
  if (!may(reading, permission)) throw refuse('FORBIDDEN', 'Resource not accessible by integration');
}

function refuse(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}
