import type { DataSource } from 'typeorm';
import { repositoryIdsOf } from './installation-rows.js';
import type { EndWork } from './sync-installations.js';

/**
 * Notes that GitHub refused a token because the installation is suspended: its event was missed. What is read of it
 * ends, a review says so in its record, and nothing more runs until `unsuspend` or the daily sync says otherwise.
 */
export async function markSuspended(
  source: DataSource,
  githubInstallationId: number,
  endScans: EndWork,
): Promise<void> {
  await source.transaction(async (manager) => {
    const [marked]: [unknown[], number] = await manager.query(
      `UPDATE installations SET suspended_at = now(), is_active = false
        WHERE github_installation_id = $1 AND suspended_at IS NULL RETURNING id`,
      [githubInstallationId],
    );
    if (marked.length > 0) {
      await endScans(manager, await repositoryIdsOf(manager, githubInstallationId), 'suspended');
    }
  });
}
