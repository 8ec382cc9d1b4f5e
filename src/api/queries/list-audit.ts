import type { EntityManager } from 'typeorm';

/** An entry of the audit log as the API shows it. */
export interface AuditRow {
  id: string;
  installation_id: number;
  repo: string | null;
  actor: string;
  via: 'session' | 'token' | 'command line' | 'integration';
  action: string;
  object_type: string;
  object_id: string;
  details: Record<string, unknown>;
  ip: string | null;
  request_id: string | null;
  created_at: string;
}

/** The entries of some installations, newest first, from before one of them. */
export async function listAudit(
  manager: EntityManager,
  filter: {
    installationIds: readonly number[];
    actor?: string | undefined;
    action?: string | undefined;
    since?: Date | undefined;
    before: string | null;
    limit: number;
  },
): Promise<AuditRow[]> {
  const { installationIds, actor = null, action = null, since = null, before, limit } = filter;
  const rows: (Omit<AuditRow, 'created_at'> & { created_at: Date })[] = await manager.query(
    `SELECT a.id, a.installation_id, r.full_name AS repo, a.actor_login AS actor, a.via, a.action, a.object_type, a.object_id,
            a.details, a.ip, a.request_id, a.created_at
       FROM audit_log a LEFT JOIN repositories r ON r.id = a.repository_id
      WHERE a.installation_id = ANY ($1) AND ($2::bigint IS NULL OR a.id < $2) AND ($3::text IS NULL OR a.actor_login = $3)
        AND ($4::text IS NULL OR a.action = $4) AND ($5::timestamptz IS NULL OR a.created_at >= $5)
      ORDER BY a.id DESC LIMIT $6`,
    [installationIds, before, actor, action, since, limit],
  );
  return rows.map((row) => ({ ...row, created_at: row.created_at.toISOString() }));
}
