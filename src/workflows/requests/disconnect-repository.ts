import { z } from 'zod';
import { endWorkOf } from '../scans/end-work-of.js';
import { onceForRequest } from './once-for-request.js';
import { Request } from './person-request.js';
import { purgeRepository } from './purge-repository.js';
import { type Refusal, RefusedRequestError, type RequestSource, wholeRequest } from './refusal.js';
import { requestedRepository } from './requested-repository.js';

/** `purge`: what the graph knows of it and what is remembered for it goes, too. */
export const DisconnectInput = Request.extend({
  repositoryId: z.int().positive(),
  purge: z.boolean().default(false),
});
export type DisconnectInput = z.output<typeof DisconnectInput>;

export interface Disconnected {
  kind: 'disconnected';
  /** How many memories went, dismissals included; null: it was no purge. The graph is emptied soon. */
  memories: number | null;
}

/**
 * Takes a repository out of service, in the name of a person who may: what runs ends, and nothing begins whatever GitHub
 * delivers, until a person connects it again. Its reviews and findings stay.
 */
export function disconnectRepository(source: RequestSource, input: DisconnectInput): Promise<Disconnected | Refusal> {
  return wholeRequest(source, async (manager) => {
    const { installationId, repositoryId, purge, by } = input;
    const repository = await requestedRepository(manager, installationId, repositoryId);
    const details = { purge };
    return onceForRequest(
      manager,
      input,
      repository,
      { verb: 'disconnect', details },
      async (event): Promise<Disconnected> => {
        if (repository.isUninstalled) throw new RefusedRequestError('refused', 'The App is not installed any more.');
        await manager.query(
          `UPDATE repositories SET is_active = false, disconnected_at = COALESCE(disconnected_at, now()),
                  disconnected_by = COALESCE(disconnected_by, $2) WHERE id = $1`,
          [repositoryId, by.login],
        );
        await endWorkOf(manager, [repositoryId], 'disconnected');
        return {
          kind: 'disconnected',
          memories: purge ? await purgeRepository(manager, repositoryId, event.id) : null,
        };
      },
    );
  });
}
