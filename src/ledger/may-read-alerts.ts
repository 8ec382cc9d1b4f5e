import type { DataSource } from 'typeorm';

/** Whether an installation lets its App read alerts of code scanning: what is not granted is not asked for. */
export async function mayReadAlerts(source: DataSource, installationId: number): Promise<boolean> {
  const rows: { granted: boolean }[] = await source.query(
    `SELECT permissions->>'security_events' IN ('read', 'write') AS granted FROM installations WHERE id = $1`,
    [installationId],
  );
  return rows[0]?.granted === true;
}
