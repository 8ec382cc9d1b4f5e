import { dismissByPerson, type Dismissed, type DismissInput } from '../workflows/requests/dismiss-by-person.js';
import type { KnownRepository } from './door/api-env.js';
import { carryOut, type Actor } from './door/carry-out.js';

/** Dismisses a finding of a repository in the name of a caller who may write there, and enters it in the audit log. */
export function dismissIn(
  actor: Actor,
  { id: repositoryId, installation }: KnownRepository,
  wanted: Pick<DismissInput, 'findingId' | 'reason' | 'scope' | 'note' | 'expiresInDays'>,
): Promise<Dismissed> {
  return carryOut(
    actor,
    installation.id,
    (manager, asked) => dismissByPerson(manager, { ...asked, ...wanted }),
    ({ scope, handles }) => ({
      repositoryId,
      action: 'finding.dismissed',
      objectType: 'finding',
      objectId: wanted.findingId,
      details: { reason: wanted.reason, scope, handles },
    }),
  );
}
