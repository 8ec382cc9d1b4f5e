import type { EntityManager } from 'typeorm';
import { isAfter, microsOf, type Place } from '../lists/newest-first.js';

/** Which workflows somebody sees: those of these installations, files only of these repositories (our ids). */
export interface SeenWorkflows {
  installationIds: readonly number[];
  repositoryIds: readonly number[];
}

/** A workflow as one installation has it: a built-in one stands there once for each. */
export interface WorkflowRow {
  id: string;
  installation_id: number;
  repository_id: number | null;
  repo: string | null;
  name: string;
  origin: 'builtin' | 'api' | 'file';
  status: 'draft' | 'active' | 'inactive' | 'archived' | 'invalid';
  description: string | null;
  version: number;
  /** Null: an action of our code, or one that a file spoiled. */
  definition: unknown;
  config: Record<string, unknown>;
  /** Of a built-in one: what the installation has set; null: nothing. */
  switched: { enabled: boolean; config: Record<string, unknown>; condition: string | null } | null;
  errors: unknown;
  actions: { type: string; name: string; config: Record<string, unknown> }[];
  triggers: TriggerRow[];
  created_by: string | null;
  updated_by: string | null;
  created_at: string;
  updated_at: string;
  micros: string;
}

export interface TriggerRow {
  id: string;
  type: 'event' | 'schedule' | 'webhook' | 'manual';
  enabled: boolean;
  conditions: Record<string, unknown>;
  has_secret: boolean;
  next_at: string | null;
  last_at: string | null;
}

export interface WorkflowFilter {
  id?: string | undefined;
  status?: string | undefined;
  /** A part of the name, as a `LIKE` pattern. */
  name?: string | undefined;
  after?: (Place & { installationId: number }) | null;
  limit: number;
}

const STATUS = `CASE WHEN w.errors IS NOT NULL THEN 'invalid' ELSE w.status END`;

const STATEMENT = `WITH seen AS (
    SELECT w.id, w.installation_id FROM workflows w
     WHERE w.installation_id = ANY ($1) AND (w.repository_id IS NULL OR w.repository_id = ANY ($2))
    UNION ALL
    SELECT w.id, i.id FROM workflows w CROSS JOIN unnest($1::int[]) AS i (id) WHERE w.installation_id IS NULL)
  SELECT w.id, seen.installation_id, w.repository_id, p.full_name AS repo, w.name, w.origin, ${STATUS} AS status, w.description,
         w.version, w.definition, w.config, w.errors, w.created_by, w.updated_by,
         to_json(w.created_at) #>> '{}' AS created_at, to_json(w.updated_at) #>> '{}' AS updated_at, ${microsOf('w.created_at')} AS micros,
         (SELECT json_build_object('enabled', s.enabled, 'config', s.config, 'condition', s.condition) FROM workflow_switches s
           WHERE s.workflow_id = w.id AND s.installation_id = seen.installation_id) AS switched,
         COALESCE((SELECT json_agg(json_build_object('type', a.action_type, 'name', a.action_name, 'config', a.config) ORDER BY a.order_index)
           FROM workflow_actions a WHERE a.workflow_id = w.id), '[]') AS actions,
         COALESCE((SELECT json_agg(json_build_object('id', t.id, 'type', t.trigger_type, 'enabled', t.enabled, 'conditions', t.conditions,
             'has_secret', t.secret_encrypted IS NOT NULL, 'next_at', t.next_at, 'last_at', t.last_at) ORDER BY t.created_at, t.id)
           FROM workflow_triggers t WHERE t.workflow_id = w.id), '[]') AS triggers
    FROM seen JOIN workflows w ON w.id = seen.id LEFT JOIN repositories p ON p.id = w.repository_id
   WHERE ($3::uuid IS NULL OR w.id = $3) AND ($4::text IS NULL OR ${STATUS} = $4) AND ($5::text IS NULL OR w.name ILIKE $5)
     AND (${isAfter('w.created_at', 'w.id', ['$6', '$7'])} OR (w.id = $7::uuid AND seen.installation_id > $8::int))
   ORDER BY w.created_at DESC, w.id DESC, seen.installation_id LIMIT $9`;

/** The workflows that somebody sees, newest first. */
export function listWorkflows(
  manager: EntityManager,
  { installationIds, repositoryIds }: SeenWorkflows,
  { id, status, name, after = null, limit }: WorkflowFilter,
): Promise<WorkflowRow[]> {
  return manager.query(STATEMENT, [
    installationIds,
    repositoryIds,
    id ?? null,
    status ?? null,
    name ?? null,
    after?.micros ?? null,
    after?.id ?? null,
    after?.installationId ?? null,
    limit,
  ]);
}
