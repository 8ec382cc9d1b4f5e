import type { EntityManager } from 'typeorm';
import type { InstallationAccess } from '../../access/tenancy/access.js';
import { takenName, takenNameSaid } from '../../workflows/definitions/taken-name.js';
import { Problem } from './problem.js';

/**
 * Throws 409 for a name of a workflow that is another one's. The installation is held until the transaction ends: of two
 * who give a name at once the second one is told. `id`: the workflow that is to be called so; null: a new one.
 */
export async function refuseTakenName(
  manager: EntityManager,
  { id: installationId, accountLogin }: Pick<InstallationAccess, 'id' | 'accountLogin'>,
  { id, name }: { id: string | null; name: string },
): Promise<void> {
  await manager.query('SELECT 1 FROM installations WHERE id = $1 FOR NO KEY UPDATE', [installationId]);
  const taken = await takenName(manager, { installationId, id, name });
  if (taken === null) return;
  const detail = takenNameSaid(taken);
  const said =
    taken.by === 'own'
      ? `${accountLogin} has a workflow named ${taken.name} already: choose another name.`
      : `The name ${name} ${detail}.`;
  throw new Problem(409, said, { errors: [{ field: 'body.name', detail }] });
}
