import type { MiddlewareHandler } from 'hono';
import { isAtLeast, type Access, type InstallationAccess } from '../../access/tenancy/access.js';
import type { Scope } from '../../access/caller.js';
import type { ApiEnv, KnownRepository } from './api-env.js';
import { notFound, Problem } from './problem.js';

/** What a route asks of its caller. */
export interface Needs {
  /** The scope of a token, and the permission in the repository or installation: admin is admin of the installation. */
  level: 'read' | 'write' | 'admin';
  /** Where: the repository or installation of the path, or whatever the route itself finds (`object`), or nothing. */
  of: 'repository' | 'installation' | 'object' | 'caller';
}

/** Lets a caller through who may; who cannot see gets 404, who can see but not change 403 (api.md, "Settled"). */
export function guard({ level, of }: Needs): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    requireScope(context.get('caller').scopes, level);
    if (of === 'repository') {
      const name = `${context.req.param('owner')}/${context.req.param('repo')}`;
      const repository = findRepository(await context.get('access')(), name);
      if (repository === null) throw notFound('repository');
      requireLevel(repository, level);
      context.set('repository', repository);
    }
    if (of === 'installation') {
      const { installations } = await context.get('access')();
      const installation = installations.find(({ id }) => String(id) === context.req.param('id'));
      if (installation === undefined) throw notFound('installation');
      if (level !== 'read') requireAdmin(installation);
      context.set('installation', installation);
    }
    await next();
  };
}

/** Throws 403 if a token was not given what is asked for. */
export function requireScope(scopes: ReadonlySet<Scope>, scope: Scope): void {
  if (!scopes.has(scope)) throw new Problem(403, `This token lacks the scope ${scope}: make one that has it.`);
}

/** Throws 403 if the caller may only see a repository. */
export function requireLevel(repository: KnownRepository, level: Needs['level']): void {
  if (level === 'admin') return requireAdmin(repository.installation);
  if (!isAtLeast(repository.permission, level))
    throw new Problem(403, `This needs ${level} permission in ${repository.fullName}.`);
}

/** Throws 403 if the caller is no administrator of an installation. */
export function requireAdmin(installation: InstallationAccess): void {
  if (installation.role !== 'admin')
    throw new Problem(403, `This needs an administrator of ${installation.accountLogin}.`);
}

/** The repository of this name that the caller can see, whatever its case; null: none. */
export function findRepository(access: Access, fullName: string): KnownRepository | null {
  return visible(access).byName.get(fullName.toLowerCase()) ?? null;
}

/** All repositories that the caller can see and that our tables know. */
export function visibleRepositories(access: Access): readonly KnownRepository[] {
  return visible(access).all;
}

interface Visible {
  all: readonly KnownRepository[];
  byName: ReadonlyMap<string, KnownRepository>;
}

/** An answer of GitHub holds for many requests: what is made of it is kept as long. */
const made = new WeakMap<Access['installations'], Visible>();

function visible({ installations }: Access): Visible {
  const known = made.get(installations);
  if (known !== undefined) return known;
  const all = installations.flatMap((installation) =>
    installation.repositories.flatMap((repository) =>
      repository.id === null ? [] : [{ ...repository, id: repository.id, installation }],
    ),
  );
  const byName = new Map<string, KnownRepository>();
  for (const repository of all) {
    const name = repository.fullName.toLowerCase();
    if (!byName.has(name)) byName.set(name, repository);
  }
  const value = { all, byName };
  made.set(installations, value);
  return value;
}
