import type { DataSource, EntityManager } from 'typeorm';
import type { Definition } from '../definitions/definition-schema.js';
import { nextDue } from '../definitions/next-due.js';
import { readStored } from '../definitions/read-stored.js';
import type { Log } from '../ports.js';
import { createExecution } from './create-execution.js';

/** Due at one look; the others come with the next one. */
const MOST_AT_ONCE = 100;

interface DueTrigger {
  id: string;
  workflowId: string;
  name: string;
  version: number;
  definition: unknown;
  conditions: { schedule: string; timezone: string };
  dueAt: Date;
  /** Of a built-in workflow each that has switched it on. */
  installationIds: number[];
  /** Of a file: where it lies. */
  repositoryId: number | null;
}

/**
 * Starts what is due by the clock of the database, once for each time whoever looks; of several times that nobody was up
 * for one is made good. A workflow that names repositories runs once for each of them. Each trigger is a transaction of its
 * own: one that cannot be followed is logged, and holds up no other. Returns how many runs came of it.
 */
export async function fireSchedules(source: DataSource, log: Log): Promise<number> {
  let started = 0;
  const failed: string[] = [];
  for (let looked = 0; looked < MOST_AT_ONCE; looked++) {
    let trigger: DueTrigger | undefined;
    try {
      const runs = await source.transaction(async (manager) => {
        trigger = await nextTrigger(manager, failed);
        return trigger === undefined ? 0 : await follow(manager, trigger);
      });
      if (trigger === undefined) break;
      started += runs;
    } catch (error) {
      if (trigger === undefined) throw error;
      const { id, workflowId } = trigger;
      log.warn({ err: error, trigger: id, workflow: workflowId }, 'a schedule could not be followed');
      failed.push(id);
    }
  }
  return started;
}

async function nextTrigger(manager: EntityManager, failed: readonly string[]): Promise<DueTrigger | undefined> {
  const due: DueTrigger[] = await manager.query(
    `SELECT t.id, w.id AS "workflowId", w.name, w.version, w.definition, t.conditions, t.next_at AS "dueAt",
            w.repository_id AS "repositoryId",
            CASE WHEN w.installation_id IS NOT NULL THEN ARRAY[w.installation_id] ELSE ARRAY(
              SELECT s.installation_id FROM workflow_switches s JOIN installations i ON i.id = s.installation_id
               WHERE s.workflow_id = w.id AND s.enabled AND i.is_active ORDER BY 1) END AS "installationIds"
       FROM workflow_triggers t JOIN workflows w ON w.id = t.workflow_id LEFT JOIN installations i ON i.id = w.installation_id
      WHERE t.next_at <= now() AND t.enabled AND t.trigger_type = 'schedule' AND w.errors IS NULL AND t.id <> ALL ($1)
        AND (w.installation_id IS NULL OR w.status = 'active' AND i.is_active)
      ORDER BY t.next_at LIMIT 1 FOR UPDATE OF t SKIP LOCKED`,
    [failed],
  );
  return due[0];
}

async function follow(manager: EntityManager, trigger: DueTrigger): Promise<number> {
  const started = await fire(manager, trigger);
  await manager.query('UPDATE workflow_triggers SET last_at = next_at, next_at = $2 WHERE id = $1', [
    trigger.id,
    nextDue(trigger.conditions, new Date()),
  ]);
  return started;
}

async function fire(manager: EntityManager, trigger: DueTrigger): Promise<number> {
  const definition = readStored(trigger.definition);
  if (definition === null) return 0;
  const { concurrency } = definition;
  let started = 0;
  for (const installationId of trigger.installationIds) {
    for (const repositoryId of await placesOf(manager, trigger, definition, installationId)) {
      const at = trigger.dueAt.toISOString();
      const id = await createExecution(manager, {
        executionId: `run:${trigger.workflowId}:${trigger.id}:${at}:${repositoryId ?? installationId}`,
        workflow: { id: trigger.workflowId, name: trigger.name, version: trigger.version, concurrency },
        installationId,
        repositoryId,
        pull: null,
        eventId: null,
        trigger: { id: trigger.id, type: 'schedule' },
      });
      if (id !== null) started += 1;
    }
  }
  return started;
}

/** Repositories that it runs for; null stands for none. */
async function placesOf(
  manager: EntityManager,
  { repositoryId }: DueTrigger,
  { repositories }: Definition,
  installationId: number,
): Promise<(number | null)[]> {
  if (repositoryId !== null) return [repositoryId];
  if (repositories === null) return [null];
  const rows: { id: number }[] = await manager.query(
    `SELECT id FROM repositories WHERE installation_id = $1 AND is_active AND lower(full_name) = ANY ($2) ORDER BY id`,
    [installationId, repositories.map((one) => one.toLowerCase())],
  );
  return rows.map(({ id }) => id);
}
