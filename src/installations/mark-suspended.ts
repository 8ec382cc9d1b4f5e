import type { DataSource } from 'typeorm';

/**
 * Notes that GitHub refused a token because the installation is suspended: its event was missed. Nothing more runs for
 * it until `unsuspend` or the daily sync says otherwise.
 */
export async function markSuspended(source: DataSource, githubInstallationId: number): Promise<void> {
  await source.query(
    `UPDATE installations SET suspended_at = now(), is_active = false
      WHERE github_installation_id = $1 AND suspended_at IS NULL`,
    [githubInstallationId],
  );
}
