import type { EntityManager } from 'typeorm';
import { microsOf, type Place } from '../lists/newest-first.js';

export interface ExecutionLogRow {
  id: string;
  at: string;
  level: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';
  step: string | null;
  message: string;
  metadata: Record<string, unknown> | null;
  micros: string;
}

/** The log of a run (by its uuid), oldest first; `words` are looked for as a search engine would. */
export function listExecutionLogs(
  manager: EntityManager,
  runId: string,
  filter: { level?: string | undefined; words?: string | undefined; after: Place | null; limit: number },
): Promise<ExecutionLogRow[]> {
  const { level, words, after, limit } = filter;
  return manager.query(
    `SELECT id, to_json(created_at) #>> '{}' AS at, level, step_name AS step, message, metadata, ${microsOf('created_at')} AS micros
       FROM execution_logs
      WHERE execution_id = $1 AND ($2::text IS NULL OR level = $2)
        AND ($3::text IS NULL OR to_tsvector('simple', message) @@ websearch_to_tsquery('simple', $3))
        AND ($4::bigint IS NULL OR (created_at, id) > ('epoch'::timestamptz + $4::bigint * interval '1 microsecond', $5::uuid))
      ORDER BY created_at, id LIMIT $6`,
    [runId, level ?? null, words ?? null, after?.micros ?? null, after?.id ?? null, limit],
  );
}
