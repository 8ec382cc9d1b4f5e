import { isDeepStrictEqual } from 'node:util';
import type { EntityManager } from 'typeorm';
import { jsonText } from '../../database/json-text.js';
import type { Definition, DefinitionTrigger } from './definition-schema.js';
import { nextDue } from './next-due.js';

export interface DefinitionOwner {
  installationId: number;
  /** Of a file; null: it is the installation's. */
  repositoryId: number | null;
  /** Of a file: what its row is called; else it has the definition's own name. */
  rowName?: string;
  /** Login of who saves it; null: a file did. */
  by: string | null;
}

export interface SavedWorkflow {
  id: string;
  version: number;
}

/**
 * Keeps a new workflow with its first version, actions and triggers, in the caller's transaction. Null: the installation
 * has one of that name.
 */
export async function createWorkflow(
  manager: EntityManager,
  { installationId, repositoryId, rowName, by }: DefinitionOwner,
  definition: Definition,
): Promise<SavedWorkflow | null> {
  const { name, description, status, config } = definition;
  const rows: { id: string }[] = await manager.query(
    `INSERT INTO workflows (installation_id, repository_id, name, description, status, config, definition, origin, created_by, updated_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) ON CONFLICT DO NOTHING RETURNING id`,
    [
      installationId,
      repositoryId,
      rowName ?? name,
      description,
      status,
      jsonText(config),
      jsonText(definition),
      repositoryId === null ? 'api' : 'file',
      by,
    ],
  );
  const id = rows[0]?.id;
  if (id === undefined) return null;
  await keepVersion(manager, { id, version: 1, installationId, definition, by });
  return { id, version: 1 };
}

/**
 * Changes a workflow to a definition, in the caller's transaction: a new version where anything but its status differs;
 * runs that began keep theirs. Triggers that stay the same keep their ids, and so their addresses.
 */
export async function changeWorkflow(
  manager: EntityManager,
  id: string,
  definition: Definition,
  by: string | null,
): Promise<SavedWorkflow | null> {
  const rows: { version: number; definition: Definition; installationId: number | null }[] = await manager.query(
    `SELECT version, definition, installation_id AS "installationId" FROM workflows WHERE id = $1 FOR UPDATE`,
    [id],
  );
  const [known] = rows;
  if (known === undefined) return null;
  // What is stored has its keys in PostgreSQL's order.
  const isSame = isDeepStrictEqual({ ...known.definition, status: definition.status }, definition);
  const version = isSame ? known.version : known.version + 1;
  await manager.query(
    `UPDATE workflows SET name = CASE origin WHEN 'file' THEN name ELSE $2 END, description = $3, status = $4, config = $5, definition = $6, version = $7, updated_by = $8,
            errors = NULL WHERE id = $1`,
    [
      id,
      definition.name,
      definition.description,
      definition.status,
      jsonText(definition.config),
      jsonText(definition),
      version,
      by,
    ],
  );
  if (!isSame) await keepVersion(manager, { id, version, installationId: known.installationId, definition, by });
  return { id, version };
}

interface Version extends SavedWorkflow {
  installationId: number | null;
  definition: Definition;
  by: string | null;
}

async function keepVersion(manager: EntityManager, kept: Version): Promise<void> {
  const { id, version, installationId, definition, by } = kept;
  await manager.query(
    `INSERT INTO workflow_versions (workflow_id, version, installation_id, definition, created_by) VALUES ($1, $2, $3, $4, $5)`,
    [id, version, installationId, jsonText(definition), by],
  );
  await manager.query('DELETE FROM workflow_actions WHERE workflow_id = $1', [id]);
  await manager.query(
    `INSERT INTO workflow_actions (workflow_id, installation_id, action_type, action_name, config, conditions, order_index)
     SELECT $1, $2, s->>'type', s->>'name', s->'config',
            CASE WHEN s->>'if' IS NOT NULL THEN jsonb_build_object('if', s->>'if') END, nth - 1
       FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY AS steps (s, nth)`,
    [id, installationId, jsonText(definition.do)],
  );
  await followTriggers(manager, kept);
}

interface TriggerRow {
  id: string;
  triggerType: DefinitionTrigger['type'];
  conditions: Record<string, unknown>;
}

async function followTriggers(manager: EntityManager, { id, installationId, definition }: Version): Promise<void> {
  const rows: TriggerRow[] = await manager.query(
    `SELECT id, trigger_type AS "triggerType", conditions FROM workflow_triggers WHERE workflow_id = $1 ORDER BY created_at, id`,
    [id],
  );
  const left = new Set(rows);
  for (const trigger of definition.on) {
    const same = [...left].find((row) => isTrigger(trigger, { type: row.triggerType, conditions: row.conditions }));
    if (same !== undefined) left.delete(same);
    else await addTrigger(manager, { workflowId: id, installationId, trigger });
  }
  await manager.query('DELETE FROM workflow_triggers WHERE id = ANY ($1)', [[...left].map((row) => row.id)]);
}

/** Adds what starts a workflow, in the caller's transaction, after those that it has. Returns its id. */
export async function addTrigger(
  manager: EntityManager,
  {
    workflowId,
    installationId,
    trigger,
  }: { workflowId: string; installationId: number | null; trigger: DefinitionTrigger },
): Promise<string> {
  const rows: { id: string }[] = await manager.query(
    `INSERT INTO workflow_triggers (workflow_id, installation_id, trigger_type, conditions, next_at, created_at)
     VALUES ($1, $2, $3, $4, $5, clock_timestamp()) RETURNING id`,
    [
      workflowId,
      installationId,
      trigger.type,
      jsonText(conditionsOf(trigger)),
      trigger.type === 'schedule' ? nextDue(trigger, new Date()) : null,
    ],
  );
  return rows[0]?.id ?? '';
}

/** What of a trigger is kept as its conditions. */
function conditionsOf(trigger: DefinitionTrigger): Record<string, unknown> {
  const { type: _type, ...conditions } = trigger;
  return conditions;
}

/** Whether a stored trigger is that one of a definition. Pure. */
export function isTrigger(trigger: DefinitionTrigger, stored: { type: string; conditions: unknown }): boolean {
  return trigger.type === stored.type && isDeepStrictEqual(conditionsOf(trigger), stored.conditions);
}
