import type { EntityManager } from 'typeorm';
import { duplicateOf } from '../../workflows/events/duplicate-of.js';

/** An event as the API lists it: what came in, and the runs it led to. */
export interface EventRow {
  id: string;
  source: string;
  type: string;
  status: string;
  repo: string | null;
  /** Of the pull request or issue it is about; null: of none, or its payload is large. */
  number: number | null;
  /** The event that counts, of which this is another delivery. */
  duplicate_of: string | null;
  error: string | null;
  retry_count: number;
  created_at: string;
  processed_at: string | null;
  runs: { execution_id: string; status: string; outcome: string | null; reason: string | null }[];
}

/** Of a larger payload a list reads nothing. */
const MOST_READ = 64 * 1024;
const NUMBER = `coalesce(e.payload #>> '{pull_request,number}', e.payload #>> '{issue,number}')`;

/** Of `events e`, for `EventRow`. */
export const EVENT_COLUMNS = `e.id, e.source, e.event_type AS type, e.status, p.full_name AS repo, e.error_message AS error,
  CASE WHEN pg_column_size(e.payload) <= ${MOST_READ} THEN (SELECT number::int FROM ${NUMBER} number WHERE number ~ '^[1-9][0-9]{0,8}$') END AS number,
  ${duplicateOf('e')} AS duplicate_of,
  e.retry_count, to_json(e.created_at) #>> '{}' AS created_at, to_json(e.processed_at) #>> '{}' AS processed_at,
  coalesce((SELECT json_agg(json_build_object('execution_id', r.execution_id, 'status', r.status, 'outcome', r.outcome,
    'reason', r.outcome_reason) ORDER BY r.queued_at) FROM workflow_runs r WHERE r.event_id = e.id), '[]') AS runs`;
export const EVENT_TABLES = `events e LEFT JOIN repositories p
  ON p.github_repo_id = e.github_repository_id AND p.installation_id = e.installation_id`;

/**
 * The events of some installations, newest first. `failed` are the dead letters: also those of which a run failed that
 * nobody gave another try (behaviour.md).
 */
export function listEvents(
  manager: EntityManager,
  filter: {
    installationIds: readonly number[];
    status?: string | undefined;
    type?: string | undefined;
    repo?: string | undefined;
    since?: Date | undefined;
    before: readonly [string, string] | null;
    limit: number;
  },
): Promise<EventRow[]> {
  const { installationIds, status = null, type = null, repo = null, since = null, before, limit } = filter;
  return manager.query(
    `SELECT ${EVENT_COLUMNS} FROM ${EVENT_TABLES}
      WHERE e.installation_id = ANY ($1)
        AND ($2::text IS NULL OR e.status = $2
             OR ($2 = 'failed' AND EXISTS (SELECT FROM workflow_runs r WHERE r.event_id = e.id AND r.status = 'failed'
                   AND NOT EXISTS (SELECT FROM workflow_runs later WHERE later.parent_execution_id = r.id))))
        AND ($3::text IS NULL OR e.event_type = $3 OR e.event_type LIKE replace(replace($3, '%', ''), '_', '\\_') || '.%')
        AND ($4::text IS NULL OR p.full_name = $4) AND ($5::timestamptz IS NULL OR e.created_at >= $5)
        AND ($6::timestamptz IS NULL OR (e.created_at, e.id) < ($6, $7::uuid))
      ORDER BY e.created_at DESC, e.id DESC LIMIT $8`,
    [installationIds, status, type, repo, since, before?.[0] ?? null, before?.[1] ?? null, limit],
  );
}
