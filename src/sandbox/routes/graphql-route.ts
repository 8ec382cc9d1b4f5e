import { Hono } from 'hono';
import { z } from 'zod';
import { authenticateInstallation } from '../authenticate.js';
import type { Environment } from '../environment.js';
import { isGranted } from '../open-repository.js';
import { readRequest } from '../read-request.js';
import { fullName, nodeId, repositoryNamed, type SandboxState } from '../state.js';
import type { Caller } from '../authenticate.js';
import type { Pull, Repository, ReviewComment } from '../types.js';

const Query = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).default({}) });
const PullVariables = z.object({ owner: z.string(), repo: z.string(), number: z.number() });
const NO_REPOSITORY = {
  data: { repository: null },
  errors: [{ type: 'NOT_FOUND', path: ['repository'], message: 'Could not resolve to a Repository' }],
};
const PAGE = 100;
const CLOSING = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d{1,9})\b/gi;

/** The GraphQL documents the App sends; another one is refused in GraphQL's way, with status 200. */
export function graphqlRoute(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.post('/graphql', async (c) => {
    const caller = authenticateInstallation(state, c);
    const { query, variables } = await readRequest(c, Query);
    if (query.includes('unminimizeComment')) return c.json(fold(state, caller, String(variables['id']), null));
    if (query.includes('minimizeComment')) return c.json(fold(state, caller, String(variables['id']), 'resolved'));
    if (query.includes('closingIssuesReferences')) return c.json(closingIssues(state, caller, variables));
    if (query.includes('resolveReviewThread')) return c.json(resolveThread(state, caller, String(variables['id'])));
    if (query.includes('reviewThreads')) return c.json(reviewThreads(state, caller, variables));
    return c.json({ errors: [{ type: 'undefinedField', message: 'The sandbox does not know this document' }] });
  });
  return routes;
}

/** Minimises a comment with a reason, or (null) unfolds it. */
function fold(state: SandboxState, caller: Caller, id: string, reason: string | null) {
  const mutation = reason === null ? 'unminimizeComment' : 'minimizeComment';
  const comment = reason === null ? 'unminimizedComment' : 'minimizedComment';
  const missing = {
    data: { [mutation]: null },
    errors: [
      {
        type: 'NOT_FOUND',
        path: [mutation],
        message: `Could not resolve to a node with the global id of '${id}'`,
      },
    ],
  };
  for (const repository of state.repositories.values()) {
    const comments = [
      ...[...repository.comments.values()].map((comment) => ({ prefix: 'IC', comment })),
      ...[...repository.issues.values()].flatMap(({ pull }) =>
        [...(pull?.reviewComments.values() ?? [])].map((comment) => ({ prefix: 'PRRC', comment })),
      ),
    ];
    const found = comments.find(({ prefix, comment }) => nodeId(prefix, comment.id) === id);
    if (!found) continue;
    if (repository.installationId !== caller.installation.id) return missing;
    if (!isGranted(caller.token.permissions, 'pull_requests', 'write')) {
      return {
        data: { [mutation]: null },
        errors: [{ type: 'FORBIDDEN', path: [mutation], message: 'Resource not accessible by integration' }],
      };
    }
    found.comment.minimized = reason;
    return { data: { [mutation]: { [comment]: { isMinimized: reason !== null, minimizedReason: reason } } } };
  }
  return missing;
}

/** GitHub wants `contents: write` for this; `pull_requests: write` is not enough. */
function resolveThread(state: SandboxState, caller: Caller, id: string) {
  const refuse = (type: string, message: string) => ({
    data: { resolveReviewThread: null },
    errors: [{ type, path: ['resolveReviewThread'], message }],
  });
  const pulls = [...state.repositories.values()]
    .filter((repository) => mayReach(caller, repository))
    .flatMap(({ issues }) => [...issues.values()].flatMap(({ pull }) => pull ?? []));
  const first = pulls.flatMap((pull) => threadsOf(pull, caller)).find(([root]) => nodeId('PRRT', root.id) === id)?.[0];
  if (!first) return refuse('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
  if (!isGranted(caller.token.permissions, 'contents', 'write'))
    return refuse('FORBIDDEN', 'Resource not accessible by integration');
  first.resolvedBy ??= caller.user;
  return { data: { resolveReviewThread: { thread: { isResolved: true } } } };
}

function reviewThreads(state: SandboxState, caller: Caller, variables: Record<string, unknown>) {
  const named = pullOf(state, caller, variables);
  if (!named) return NO_REPOSITORY;
  const { after } = z.object({ after: z.string().nullish() }).parse(variables);
  const from = after ? Number(after) : 0;
  const threads = threadsOf(named.pull, caller);
  const nodes = threads.slice(from, from + PAGE).map(([root, ...replies]) => ({
    id: nodeId('PRRT', root.id),
    isResolved: root.resolvedBy !== null,
    isOutdated: root.current === null,
    resolvedBy: root.resolvedBy && { login: root.resolvedBy.login.replace(/\[bot\]$/, '') },
    comments: { nodes: [root, ...replies].map(({ id }) => ({ fullDatabaseId: String(id) })) },
  }));
  const pageInfo = { hasNextPage: from + PAGE < threads.length, endCursor: String(from + nodes.length) };
  return { data: { repository: { pullRequest: { reviewThreads: { nodes, pageInfo } } } } };
}

/** A comment and what answers it; those of somebody else's pending review are not seen. */
function threadsOf({ reviews, reviewComments }: Pull, { user }: Caller): [ReviewComment, ...ReviewComment[]][] {
  const visible = [...reviewComments.values()].filter(({ reviewId }) => {
    const review = reviews.get(reviewId);
    return review?.state !== 'PENDING' || review.user.id === user.id;
  });
  return visible
    .filter(({ inReplyTo }) => inReplyTo === null)
    .map((root) => [root, ...visible.filter(({ inReplyTo }) => inReplyTo === root.id)]);
}

function mayReach({ token, installation }: Caller, { id, installationId }: Repository): boolean {
  return installationId === installation.id && (token.repositoryIds?.includes(id) ?? true);
}

function pullOf(state: SandboxState, caller: Caller, variables: unknown) {
  const parsed = PullVariables.safeParse(variables);
  const repository = parsed.success ? repositoryNamed(state, parsed.data.owner, parsed.data.repo) : undefined;
  const issue = parsed.success ? repository?.issues.get(parsed.data.number) : undefined;
  if (!repository || !issue?.pull || !mayReach(caller, repository)) return null;
  return { repository, issue, pull: issue.pull };
}

function closingIssues(state: SandboxState, caller: Caller, variables: unknown) {
  const named = pullOf(state, caller, variables);
  if (!named) return NO_REPOSITORY;
  const { repository, issue } = named;
  const numbers = [...(issue.body ?? '').matchAll(CLOSING)].map(([, digits]) => Number(digits));
  const nodes = [...new Set(numbers)]
    .filter((number) => repository.issues.get(number)?.pull === null)
    .map((number) => ({ number, repository: { nameWithOwner: fullName(repository) } }));
  return { data: { repository: { pullRequest: { closingIssuesReferences: { nodes } } } } };
}
