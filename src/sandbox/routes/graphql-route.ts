import { Hono } from 'hono';
import { z } from 'zod';
import { authenticateInstallation, authenticatePerson, isPerson } from '../authenticate.js';
import type { Environment } from '../environment.js';
import { asInstallation, asPerson, runQuery } from '../graphql/run-query.js';
import { isGranted } from '../open-repository.js';
import { readRequest } from '../read-request.js';
import { graphqlPoints, rateHeaders } from '../rate-limit.js';
import { nodeId, type SandboxState } from '../state.js';
import type { Caller } from '../authenticate.js';
import { threadsOf } from '../threads-of.js';
import type { Repository } from '../types.js';

const Query = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).default({}) });

/** GraphQL: any query of the part of GitHub's schema that we have, and the three mutations that the App sends. */
export function graphqlRoute(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.post('/graphql', async (c) => {
    if (isPerson(state, c)) {
      const person = asPerson(state, authenticatePerson(state, c));
      const answer = await runQuery(state, person, await readRequest(c, Query));
      return c.json(answer, 200, rateHeaders(graphqlPoints(state, person.key), 'graphql'));
    }
    const caller = authenticateInstallation(state, c);
    const { query, variables } = await readRequest(c, Query);
    if (query.includes('unminimizeComment')) return c.json(fold(state, caller, String(variables['id']), null));
    if (query.includes('minimizeComment')) return c.json(fold(state, caller, String(variables['id']), 'resolved'));
    if (query.includes('resolveReviewThread')) return c.json(resolveThread(state, caller, String(variables['id'])));
    const asker = asInstallation(state, caller);
    const answer = await runQuery(state, asker, { query, variables });
    return c.json(answer, 200, rateHeaders(graphqlPoints(state, asker.key), 'graphql'));
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
  const first = pulls
    .flatMap((pull) => threadsOf(pull, caller.user))
    .find(([root]) => nodeId('PRRT', root.id) === id)?.[0];
  if (!first) return refuse('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
  if (!isGranted(caller.token.permissions, 'contents', 'write'))
    return refuse('FORBIDDEN', 'Resource not accessible by integration');
  first.resolvedBy ??= caller.user;
  return { data: { resolveReviewThread: { thread: { isResolved: true } } } };
}

function mayReach({ token, installation }: Caller, { id, installationId }: Repository): boolean {
  return installationId === installation.id && (token.repositoryIds?.includes(id) ?? true);
}
