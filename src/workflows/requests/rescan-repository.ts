import { z } from 'zod';
import { requestScans } from '../scans/request-scans.js';
import { onceForRequest } from './once-for-request.js';
import { Request } from './person-request.js';
import { type Refusal, RefusedRequestError, type RequestSource, wholeRequest } from './refusal.js';
import { refuseAway, requestedRepository } from './requested-repository.js';
import { type ScanStarted, scanUnderWay } from './scan-under-way.js';

export const RescanInput = Request.extend({ repositoryId: z.int().positive() });
export type RescanInput = z.output<typeof RescanInput>;

export interface Rescanned {
  kind: 'scan';
  scan: ScanStarted;
}

/**
 * Asks for a full scan of a repository, in the name of a person who may; one that waits or runs already is the answer.
 */
export function rescanRepository(source: RequestSource, input: RescanInput): Promise<Rescanned | Refusal> {
  return wholeRequest(source, async (manager) => {
    const { installationId, repositoryId } = input;
    const repository = await requestedRepository(manager, installationId, repositoryId);
    return onceForRequest(manager, input, repository, { verb: 'rescan', details: {} }, async (): Promise<Rescanned> => {
      refuseAway(repository);
      const known = await scanUnderWay(manager, repositoryId, 'full');
      if (known !== null) return { kind: 'scan', scan: known };
      await requestScans(manager, { repositoryIds: [repositoryId], kind: 'full', reason: 'rescan' });
      const scan = await scanUnderWay(manager, repositoryId, 'full');
      if (scan === null) throw new RefusedRequestError('refused', 'The installation of the App is not active.');
      return { kind: 'scan', scan };
    });
  });
}
