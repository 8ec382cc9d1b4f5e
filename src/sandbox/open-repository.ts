import { authenticateInstallation, type Caller } from './authenticate.js';
import type { SandboxContext } from './environment.js';
import { GitHubError, notFound } from './github-error.js';
import { earlierRepository, rememberRepository } from './read-lag.js';
import { apiUrl, repositoryNamed, type SandboxState } from './state.js';
import type { Issue, Level, Permissions, Pull, Repository, User } from './types.js';

/** One of `any` is enough. */
export interface Need {
  any: readonly string[];
  level: Level;
}

export interface Opened {
  repository: Repository;
  caller: Caller;
  user: User;
}

const RANK: Record<Level, number> = { read: 1, write: 2, admin: 3 };

/**
 * The repository of the route, if the caller may do there what it wants. Throws GitHub's refusals: 301 or 307 for a
 * former name, 404 for what the token cannot see, 403 for a missing permission or an archived repository. A reader
 * gets the repository as it was `readLagMs` ago.
 */
export function openRepository(state: SandboxState, c: SandboxContext, need: Need): Opened {
  const caller = authenticateInstallation(state, c);
  const repository = findRepository(state, c);
  const reads = need.level === 'read';
  const included =
    repository.installationId === caller.installation.id &&
    (caller.token.repositoryIds?.includes(repository.id) ?? true);
  if (!included && repository.private) throw notFound();
  const granted = included && need.any.some((name) => isGranted(caller.token.permissions, name, need.level));
  // Public repositories can be read by everybody.
  if (!granted && !(reads && !repository.private))
    throw new GitHubError(403, 'Resource not accessible by integration', undefined, {
      'x-accepted-github-permissions': need.any.map((name) => `${name}=${need.level}`).join('; '),
    });
  if (!reads && repository.archived) throw new GitHubError(403, 'Repository was archived so is read-only.');
  if (reads) return { repository: earlierRepository(state, repository), caller, user: caller.user };
  rememberRepository(state, repository);
  return { repository, caller, user: caller.user };
}

/** Whether `permissions` hold `name` at least at `level`. */
export function isGranted(permissions: Permissions, name: string, level: Level): boolean {
  const held = permissions[name];
  return held !== undefined && RANK[held] >= RANK[level];
}

/** The issue of the route. Throws 404. */
export function openIssueOf(repository: Repository, c: SandboxContext): Issue {
  const issue = repository.issues.get(Number(c.req.param('number')));
  if (!issue) throw notFound();
  return issue;
}

/** The pull request of the route. Throws 404. */
export function openPullOf(repository: Repository, c: SandboxContext): { issue: Issue; pull: Pull } {
  const issue = openIssueOf(repository, c);
  if (!issue.pull) throw notFound();
  return { issue, pull: issue.pull };
}

/** Throws 403 if nothing may be said there. */
export function assertUnlocked(issue: Issue): void {
  if (issue.locked) throw new GitHubError(403, 'Unable to create comment because issue is locked.');
}

function findRepository(state: SandboxState, c: SandboxContext): Repository {
  const owner = c.req.param('owner') ?? '';
  const name = c.req.param('repo') ?? '';
  const found = repositoryNamed(state, owner, name);
  if (found) return found;
  const movedTo = state.renamed.get(`${owner}/${name}`.toLowerCase());
  if (movedTo === undefined) throw notFound();
  const { pathname, search } = new URL(c.req.url);
  const rest = pathname
    .split('/')
    .slice(6)
    .map((part) => `/${part}`)
    .join('');
  const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
  throw new GitHubError(reads ? 301 : 307, reads ? 'Moved Permanently' : 'Temporary Redirect', undefined, {
    location: `${apiUrl(state)}/repositories/${movedTo}${rest}${search}`,
  });
}
