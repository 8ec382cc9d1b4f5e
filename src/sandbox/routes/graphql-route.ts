import { Hono } from 'hono';
import { z } from 'zod';
import { authenticateInstallation } from '../authenticate.js';
import type { Environment } from '../environment.js';
import { isGranted } from '../open-repository.js';
import { readRequest } from '../read-request.js';
import { fullName, nodeId, repositoryNamed, type SandboxState } from '../state.js';
import type { Caller } from '../authenticate.js';

const Query = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).default({}) });
const PullVariables = z.object({ owner: z.string(), repo: z.string(), number: z.number() });
const CLOSING = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d{1,9})\b/gi;

/** The two GraphQL documents the App sends; another one is refused in GraphQL's way, with status 200. */
export function graphqlRoute(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.post('/graphql', async (c) => {
    const caller = authenticateInstallation(state, c);
    const { query, variables } = await readRequest(c, Query);
    if (query.includes('unminimizeComment')) return c.json(fold(state, caller, String(variables['id']), null));
    if (query.includes('minimizeComment')) return c.json(fold(state, caller, String(variables['id']), 'resolved'));
    if (query.includes('closingIssuesReferences')) return c.json(closingIssues(state, caller, variables));
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

function closingIssues(state: SandboxState, caller: Caller, variables: unknown) {
  const parsed = PullVariables.safeParse(variables);
  const repository = parsed.success ? repositoryNamed(state, parsed.data.owner, parsed.data.repo) : undefined;
  const issue = parsed.success ? repository?.issues.get(parsed.data.number) : undefined;
  if (!repository || !issue?.pull || repository.installationId !== caller.installation.id) {
    return {
      data: { repository: null },
      errors: [{ type: 'NOT_FOUND', path: ['repository'], message: 'Could not resolve to a Repository' }],
    };
  }
  const numbers = [...(issue.body ?? '').matchAll(CLOSING)].map(([, digits]) => Number(digits));
  const nodes = [...new Set(numbers)]
    .filter((number) => repository.issues.get(number)?.pull === null)
    .map((number) => ({ number, repository: { nameWithOwner: fullName(repository) } }));
  return { data: { repository: { pullRequest: { closingIssuesReferences: { nodes } } } } };
}
