import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { upsertRepository } from '../../installations/installation-rows.js';
import { requestScans } from '../scans/request-scans.js';
import { onceForRequest } from './once-for-request.js';
import { Request } from './person-request.js';
import { type Refusal, RefusedRequestError, type RequestSource, wholeRequest } from './refusal.js';
import { refuseAway } from './requested-repository.js';
import { type ScanStarted, scanUnderWay } from './scan-under-way.js';

/** `repository`: as GitHub tells it of the installation; the caller has asked whether it is granted to the App. */
export const ConnectInput = Request.extend({
  repository: z.object({ githubRepoId: z.int().positive(), fullName: z.string().max(512), private: z.boolean() }),
});
export type ConnectInput = z.output<typeof ConnectInput>;

export interface Connected {
  kind: 'connected';
  /** Ours. */
  repositoryId: number;
  scan: ScanStarted | null;
}

/**
 * Puts a repository of an installation into service, in the name of a person who may: its reviews begin, and what the
 * graph lacks of it is read.
 */
export function connectRepository(source: RequestSource, input: ConnectInput): Promise<Connected | Refusal> {
  return wholeRequest(source, async (manager) => {
    const { installationId, repository } = input;
    const { githubRepoId, fullName } = repository;
    const githubInstallationId = await findInstallation(manager, installationId, fullName);
    const place = { installationId, githubInstallationId, githubRepoId };
    return onceForRequest(manager, input, place, { verb: 'connect', details: {} }, async (): Promise<Connected> => {
      await manager.query(
        'UPDATE repositories SET disconnected_at = NULL, disconnected_by = NULL WHERE installation_id = $1 AND github_repo_id = $2',
        [installationId, githubRepoId],
      );
      const facts = { id: githubRepoId, full_name: fullName, private: repository.private };
      const repositoryId = await upsertRepository(manager, installationId, facts);
      await requestScans(manager, { repositoryIds: [repositoryId], kind: 'push', reason: 'connected' });
      return { kind: 'connected', repositoryId, scan: await scanUnderWay(manager, repositoryId) };
    });
  });
}

/** GitHub's id of an installation that is in service; throws RefusedRequestError. */
async function findInstallation(manager: EntityManager, installationId: number, fullName: string): Promise<number> {
  const rows: { githubInstallationId: number; isSuspended: boolean; isUninstalled: boolean }[] = await manager.query(
    `SELECT github_installation_id::float8 AS "githubInstallationId", suspended_at IS NOT NULL AS "isSuspended",
            deleted_at IS NOT NULL AS "isUninstalled" FROM installations WHERE id = $1`,
    [installationId],
  );
  const [installation] = rows;
  if (installation === undefined) throw new RefusedRequestError('not found', 'There is no such installation.');
  refuseAway({ ...installation, fullName, isActive: true, isDisconnected: false });
  return installation.githubInstallationId;
}
