import type { DataSource } from 'typeorm';

export interface EventLine {
  id: string;
  status: string;
  eventType: string;
  repository: string | null;
  createdAt: Date;
  error: string | null;
  runs: { executionId: string; status: string; outcome: string | null; reason: string | null }[];
}

export interface EventFilter {
  status?: string | undefined;
  /** `owner/name`. */
  repo?: string | undefined;
  sinceMs?: number | undefined;
  /** A hundred unless told; null: all. */
  limit?: number | null;
}

const COLUMNS = `e.id, e.status, e.event_type AS "eventType", p.full_name AS repository, e.created_at AS "createdAt",
  e.error_message AS error, COALESCE((SELECT json_agg(json_build_object('executionId', r.execution_id, 'status', r.status,
    'outcome', r.outcome, 'reason', r.outcome_reason) ORDER BY r.queued_at) FROM workflow_runs r WHERE r.event_id = e.id), '[]') AS runs`;
const FROM =
  'FROM events e LEFT JOIN repositories p ON p.github_repo_id = e.github_repository_id AND p.installation_id = e.installation_id';

/**
 * The newest hundred events, with their runs. `status: failed` also finds events whose run failed and was not redriven:
 * both are dead letters (behaviour.md).
 */
export function listEvents(
  source: DataSource,
  { status, repo, sinceMs, limit = 100 }: EventFilter,
): Promise<EventLine[]> {
  return source.query(
    `SELECT ${COLUMNS} ${FROM}
      WHERE ($1::text IS NULL OR e.status = $1
             OR ($1 = 'failed' AND EXISTS (SELECT FROM workflow_runs r WHERE r.event_id = e.id AND r.status = 'failed'
                   AND NOT EXISTS (SELECT FROM workflow_runs later WHERE later.parent_execution_id = r.id))))
        AND ($2::text IS NULL OR p.full_name = $2)
        AND ($3::float8 IS NULL OR e.created_at > now() - make_interval(secs => $3))
      ORDER BY e.created_at DESC LIMIT $4`,
    [status ?? null, repo ?? null, sinceMs === undefined ? null : sinceMs / 1000, limit],
  );
}

/** One event with its payload, or null. */
export async function showEvent(source: DataSource, id: string): Promise<(EventLine & { payload: unknown }) | null> {
  const rows: (EventLine & { payload: unknown })[] = await source.query(
    `SELECT ${COLUMNS}, e.payload ${FROM} WHERE e.id::text = $1`,
    [id],
  );
  return rows[0] ?? null;
}
