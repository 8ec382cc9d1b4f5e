import { z } from '@hono/zod-openapi';
import { isAtLeast, type Access, type InstallationAccess, type RepositoryAccess } from '../access/tenancy/access.js';
import { connectRepository } from '../workflows/requests/connect-repository.js';
import { disconnectRepository } from '../workflows/requests/disconnect-repository.js';
import { rescanRepository } from '../workflows/requests/rescan-repository.js';
import { accepted, personRequest } from './door/accepted.js';
import { resource } from './door/check-request.js';
import { defineRoute, noQuery } from './door/define-route.js';
import { Problem } from './door/problem.js';
import { recordAudit } from './door/record-audit.js';

const repoParams = z.object({ owner: z.string().max(100), repo: z.string().max(100) });
const Scan = z.object({
  id: z.int(),
  kind: z.enum(['full', 'push']),
  state: z.enum(['pending', 'running']),
  progress: z.int().min(0).max(100),
  scanned_at: z.null(),
});
const Repository = z.object({ owner: z.string(), name: z.string(), full_name: z.string(), connected: z.boolean() });

const connect = defineRoute(
  { level: 'write', of: 'object' },
  {
    method: 'post',
    path: '/repos/{owner}/{repo}/install',
    summary: 'Connect a repository of an installation: its reviews begin, and it is scanned',
    request: { query: noQuery, params: repoParams },
    responses: {
      202: {
        description: 'It is connected; `scan` is null where nothing has to be read',
        content: { 'application/json': { schema: z.object({ repository: Repository, scan: Scan.nullable() }) } },
      },
    },
  },
);
const disconnect = defineRoute(
  { level: 'write', of: 'repository' },
  {
    method: 'delete',
    path: '/repos/{owner}/{repo}/install',
    summary: 'Disconnect a repository: no more reviews; purge=true deletes what the graph knows and what is remembered',
    request: {
      query: z.strictObject({ purge: z.enum(['true', 'false']).default('false') }),
      params: repoParams,
    },
    responses: {
      200: {
        description: 'It is disconnected',
        content: {
          'application/json': { schema: z.object({ repository: Repository, memories_deleted: z.int().nullable() }) },
        },
      },
    },
  },
);
const rescan = defineRoute(
  { level: 'write', of: 'repository' },
  {
    method: 'post',
    path: '/repos/{owner}/{repo}/rescan',
    summary: 'Scan a repository anew; a scan that waits or runs is returned',
    request: { query: noQuery, params: repoParams },
    responses: {
      202: { description: 'The scan', content: { 'application/json': { schema: z.object({ scan: Scan }) } } },
    },
  },
);

/** What people do to a repository as a whole. `installUrl`: where an owner grants it to the App. */
export function repoActions({ installUrl }: { installUrl: string }) {
  return resource()
    .openapi(connect, async (context) => {
      const { owner, repo } = context.req.valid('param');
      const { installation, repository } = grantedRepository(
        await context.get('access')(),
        `${owner}/${repo}`,
        installUrl,
      );
      const { githubRepoId, fullName } = repository;
      const { scan } = await context.get('tenant')(async (manager) => {
        const input = {
          ...personRequest(context, installation.id),
          repository: { githubRepoId, fullName, private: repository.private },
        };
        const answer = accepted(await connectRepository(manager, input));
        const change = { action: 'repository.connected', objectType: 'repository', objectId: answer.repositoryId };
        await recordAudit(context, manager, {
          installationId: installation.id,
          repositoryId: answer.repositoryId,
          ...change,
        });
        return answer;
      });
      return context.json({ repository: named(fullName, true), scan: scan && shown(scan) }, 202);
    })
    .openapi(disconnect, async (context) => {
      const purge = context.req.valid('query').purge === 'true';
      const { installation, id: repositoryId, fullName } = context.get('repository');
      const { memories } = await context.get('tenant')(async (manager) => {
        const answer = accepted(
          await disconnectRepository(manager, { ...personRequest(context, installation.id), repositoryId, purge }),
        );
        const change = { action: 'repository.disconnected', objectType: 'repository', objectId: repositoryId };
        await recordAudit(context, manager, {
          installationId: installation.id,
          repositoryId,
          ...change,
          details: { purge },
        });
        return answer;
      });
      return context.json({ repository: named(fullName, false), memories_deleted: memories }, 200);
    })
    .openapi(rescan, async (context) => {
      const { installation, id: repositoryId } = context.get('repository');
      const { scan } = await context.get('tenant')(async (manager) => {
        const answer = accepted(
          await rescanRepository(manager, { ...personRequest(context, installation.id), repositoryId }),
        );
        const change = { action: 'repository.rescanned', objectType: 'repository', objectId: repositoryId };
        await recordAudit(context, manager, { installationId: installation.id, repositoryId, ...change });
        return answer;
      });
      return context.json({ scan: shown(scan) }, 202);
    });
}

/**
 * A repository that the App is granted, also one that our tables do not know yet. 409 with the page to grant it where
 * the caller can see an installation of its owner, else 404 with it (api.md, "Settled").
 */
function grantedRepository(
  { installations }: Access,
  fullName: string,
  installUrl: string,
): { installation: InstallationAccess; repository: RepositoryAccess } {
  const name = fullName.toLowerCase();
  for (const installation of installations) {
    const repository = installation.repositories.find((one) => one.fullName.toLowerCase() === name);
    if (repository === undefined) continue;
    if (!isAtLeast(repository.permission, 'write'))
      throw new Problem(403, `This needs write permission in ${repository.fullName}.`);
    return { installation, repository };
  }
  const members = { install_url: installUrl };
  const [owner] = name.split('/');
  if (installations.some(({ accountLogin }) => accountLogin.toLowerCase() === owner)) {
    throw new Problem(409, `The App is not granted ${fullName}: an owner grants it at install_url.`, { members });
  }
  throw new Problem(
    404,
    'There is no such repository, or you cannot see it; an owner installs the App at install_url.',
    { members },
  );
}

function named(fullName: string, connected: boolean) {
  const [owner = '', name = ''] = fullName.split('/');
  return { owner, name, full_name: fullName, connected };
}

function shown({ id, kind, status }: { id: number; kind: 'full' | 'push'; status: 'pending' | 'running' }) {
  return { id, kind, state: status, progress: 0, scanned_at: null };
}
