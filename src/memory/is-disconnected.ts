import type { EntityManager } from 'typeorm';

/**
 * Whether a person took a repository (our id) out of service, so that nothing is remembered for it. Holds it until the
 * caller's transaction ends: whoever disconnects it meanwhile, and removes what is remembered, waits and finds what was
 * added. Asked after `holdNumbers`, in the order in which the events of GitHub lock.
 */
export async function isDisconnected(
  manager: EntityManager,
  { installationId, repositoryId }: { installationId: number; repositoryId: number },
): Promise<boolean> {
  const rows: { away: boolean }[] = await manager.query(
    `SELECT disconnected_at IS NOT NULL AS away FROM repositories WHERE id = $1 AND installation_id = $2 FOR SHARE`,
    [repositoryId, installationId],
  );
  return rows[0]?.away === true;
}
