import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { isAtLeast, type Access, type InstallationAccess, type RepositoryAccess } from '../access/tenancy/access.js';
import { connectRepository } from '../workflows/requests/connect-repository.js';
import { disconnectRepository } from '../workflows/requests/disconnect-repository.js';
import { rescanRepository } from '../workflows/requests/rescan-repository.js';
import { listScans } from '../workflows/scans/list-scans.js';
import type { ScanStarted } from '../workflows/requests/scan-under-way.js';
import type { ApiEnv } from './door/api-env.js';
import { actorOf, carryOut } from './door/carry-out.js';
import { resource } from './door/check-request.js';
import { defineRoute, noQuery } from './door/define-route.js';
import { Problem } from './door/problem.js';
import { Scan, scanOf } from './shapes/scan.js';

const repoParams = z.object({ owner: z.string().max(100), repo: z.string().max(100) });
const StartedScan = Scan.extend({ id: z.int(), kind: z.enum(['full', 'push']) });
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
        content: { 'application/json': { schema: z.object({ repository: Repository, scan: StartedScan.nullable() }) } },
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
      202: { description: 'The scan', content: { 'application/json': { schema: z.object({ scan: StartedScan }) } } },
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
      const { scan, repositoryId } = await carryOut(
        actorOf(context),
        installation.id,
        (manager, asked) =>
          connectRepository(manager, { ...asked, repository: { githubRepoId, fullName, private: repository.private } }),
        (done) => changeOf('connected', done.repositoryId),
      );
      const shown = scan && (await withProgress(context, repositoryId, scan));
      return context.json({ repository: named(fullName, true), scan: shown }, 202);
    })
    .openapi(disconnect, async (context) => {
      const purge = context.req.valid('query').purge === 'true';
      const { installation, id: repositoryId, fullName } = context.get('repository');
      const { memories } = await carryOut(
        actorOf(context),
        installation.id,
        (manager, asked) => disconnectRepository(manager, { ...asked, repositoryId, purge }),
        () => ({ ...changeOf('disconnected', repositoryId), details: { purge } }),
      );
      return context.json({ repository: named(fullName, false), memories_deleted: memories }, 200);
    })
    .openapi(rescan, async (context) => {
      const { installation, id: repositoryId } = context.get('repository');
      const { scan } = await carryOut(
        actorOf(context),
        installation.id,
        (manager, asked) => rescanRepository(manager, { ...asked, repositoryId }),
        () => changeOf('rescanned', repositoryId),
      );
      return context.json({ scan: await withProgress(context, repositoryId, scan) }, 202);
    });
}

function changeOf(done: 'connected' | 'disconnected' | 'rescanned', repositoryId: number) {
  return { repositoryId, action: `repository.${done}`, objectType: 'repository', objectId: repositoryId };
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

/** A scan that waits or runs, with how far it is. */
async function withProgress(
  context: Context<ApiEnv>,
  repositoryId: number,
  { id, kind }: ScanStarted,
): Promise<z.infer<typeof StartedScan>> {
  const [scans] = await context.get('tenant')((manager) => listScans(manager, null, [repositoryId]));
  return { id, kind, ...scanOf(scans) };
}
