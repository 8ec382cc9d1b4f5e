import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import {
  EXECUTION_COLUMNS,
  EXECUTION_TABLES,
  isSeen,
  type ExecutionRow,
  type SeenExecutions,
} from './list-executions.js';

interface Related {
  id: string;
  execution_id: string;
  status: ExecutionRow['status'];
}

/** All that is kept of one run, beside its log. */
export interface ExecutionDetailRow extends ExecutionRow {
  inputs: Record<string, unknown> | null;
  /** The parts of its condition with their values. */
  condition: unknown;
  definition: unknown;
  steps: {
    position: number;
    name: string;
    type: string;
    status: 'running' | 'waiting' | 'completed' | 'failed' | 'skipped' | 'cancelled';
    condition: unknown;
    result: Record<string, unknown> | null;
    said: string | null;
    error: string | null;
    attempts: number;
    started_at: string | null;
    completed_at: string | null;
  }[];
  effects: { position: number; key: string; state: 'begun' | 'done' | 'unknown'; at: string }[];
  approvals: {
    position: number;
    wanted: unknown;
    expires_at: string;
    decision: 'granted' | 'rejected' | 'expired' | null;
    decided_by: string | null;
    note: string | null;
    decided_at: string | null;
  }[];
  parent: Related | null;
  children: Related[];
}

const RELATED = `json_build_object('id', o.id, 'execution_id', o.execution_id, 'status', o.status)`;

const STATEMENT = `SELECT ${EXECUTION_COLUMNS}, r.inputs, r.condition, COALESCE(v.definition, w.definition) AS definition,
    COALESCE((SELECT json_agg(json_build_object('position', s.position, 'name', s.name, 'type', s.type, 'status', s.status,
        'condition', s.condition, 'result', s.result, 'said', s.said, 'error', s.error_message, 'attempts', s.attempts,
        'started_at', s.started_at, 'completed_at', s.completed_at) ORDER BY s.position)
      FROM execution_steps s WHERE s.run_id = r.id), '[]') AS steps,
    COALESCE((SELECT json_agg(json_build_object('position', e.position, 'key', e.key, 'state', e.state,
        'at', COALESCE(e.done_at, e.created_at)) ORDER BY e.created_at, e.key) FROM effects e WHERE e.run_id = r.id), '[]') AS effects,
    COALESCE((SELECT json_agg(json_build_object('position', a.position, 'wanted', a.wanted, 'expires_at', a.expires_at,
        'decision', a.decision, 'decided_by', a.decided_by, 'note', a.note, 'decided_at', a.decided_at) ORDER BY a.position)
      FROM approvals a WHERE a.run_id = r.id), '[]') AS approvals,
    (SELECT ${RELATED} FROM workflow_runs o WHERE o.id = r.parent_execution_id) AS parent,
    COALESCE((SELECT json_agg(${RELATED} ORDER BY o.queued_at) FROM workflow_runs o WHERE o.parent_execution_id = r.id), '[]') AS children
  FROM ${EXECUTION_TABLES} JOIN workflows w ON w.id = r.workflow_id
  LEFT JOIN workflow_versions v ON v.workflow_id = r.workflow_id AND v.version = r.workflow_version
 WHERE ${isSeen(['$2', '$3'])} AND `;

/** A run by its uuid or its `execution_id`; null: there is none among those that are seen. */
export async function readExecution(
  manager: EntityManager,
  { repositoryIds, administered }: SeenExecutions,
  id: string,
): Promise<ExecutionDetailRow | null> {
  const column = z.guid().safeParse(id).success ? 'r.id = $1' : 'r.execution_id = $1';
  const rows: ExecutionDetailRow[] = await manager.query(`${STATEMENT}${column}`, [id, repositoryIds, administered]);
  return rows[0] ?? null;
}
