import type { EntityManager } from 'typeorm';
import { compileCondition } from '../conditions/compile-condition.js';
import { evaluate } from '../conditions/evaluate.js';
import type { Definition } from '../definitions/definition-schema.js';
import { readStored } from '../definitions/read-stored.js';
import { createExecution } from './create-execution.js';
import { eventFacts, payloadOf } from './event-facts.js';

/** What happened, and when we heard of it. */
export interface StartingEvent {
  id: string;
  source: string;
  /** Such as `pull_request.opened` or `sentry.issue.created`. */
  type: string;
  payload: unknown;
  createdAt: Date;
}

export interface EventPlace {
  installationId: number;
  repository: { id: number; fullName: string } | null;
  pull: { id: string; headSha: string } | null;
}

/** A workflow that waits for an event. */
export interface WaitingWorkflow {
  id: string;
  name: string;
  version: number;
  definition: Definition;
  triggerId: string | null;
}

/**
 * Starts what people have defined for an event, in the caller's transaction, once for each workflow. One whose condition is
 * false by the event alone leaves no trace; what has to be asked for is judged in the run. Returns the execution ids.
 */
export async function startDefinitions(
  manager: EntityManager,
  event: StartingEvent,
  place: EventPlace,
): Promise<string[]> {
  const started: string[] = [];
  for (const workflow of await waitingWorkflows(manager, event.type, place)) {
    if (isFalseAlready(workflow.definition, event)) continue;
    const executionId = `run:${workflow.id}:${event.id}`;
    const { id, name, version, definition, triggerId } = workflow;
    await createExecution(manager, {
      executionId,
      workflow: { id, name, version, concurrency: definition.concurrency },
      installationId: place.installationId,
      repositoryId: place.repository?.id ?? null,
      pull: place.pull,
      eventId: event.id,
      trigger: { id: triggerId, type: 'event' },
    });
    started.push(executionId);
  }
  return started;
}

/** Starts the workflow whose webhook was called, in the caller's transaction. Returns the execution id. */
export async function startWebhook(manager: EntityManager, event: StartingEvent): Promise<string[]> {
  const { trigger_id: triggerId } = (event.payload ?? {}) as { trigger_id?: string };
  const rows: (Omit<WaitingWorkflow, 'definition'> & {
    definition: unknown;
    installationId: number;
    repositoryId: number | null;
  })[] = await manager.query(
    `SELECT w.id, w.name, w.version, w.definition, t.id AS "triggerId", w.installation_id AS "installationId",
            w.repository_id AS "repositoryId"
       FROM workflow_triggers t JOIN workflows w ON w.id = t.workflow_id JOIN installations i ON i.id = w.installation_id
      WHERE t.id::text = $1 AND t.trigger_type = 'webhook' AND t.enabled AND w.status = 'active' AND w.errors IS NULL AND i.is_active`,
    [triggerId],
  );
  const [workflow] = rows;
  const definition = workflow === undefined ? null : readStored(workflow.definition);
  if (workflow === undefined || definition === null) return [];
  const { concurrency } = definition;
  const executionId = `run:${workflow.id}:${event.id}`;
  await createExecution(manager, {
    executionId,
    workflow: { ...workflow, concurrency },
    installationId: workflow.installationId,
    repositoryId: workflow.repositoryId,
    pull: null,
    eventId: event.id,
    trigger: { id: workflow.triggerId, type: 'webhook' },
  });
  return [executionId];
}

/**
 * The active definitions of an installation that an event type starts: its own, those of files of the repository, and
 * built-in ones that it has switched on. In the order of their names.
 */
export async function waitingWorkflows(
  manager: Pick<EntityManager, 'query'>,
  eventType: string,
  { installationId, repository }: Pick<EventPlace, 'installationId' | 'repository'>,
): Promise<WaitingWorkflow[]> {
  const rows: (Omit<WaitingWorkflow, 'definition'> & { definition: unknown; condition: string | null })[] =
    await manager.query(
      `SELECT w.id, w.name, w.version, w.definition, s.condition, min(t.id::text) AS "triggerId"
         FROM workflows w JOIN workflow_triggers t ON t.workflow_id = w.id AND t.enabled AND t.trigger_type = 'event'
          AND t.conditions->'events' ? $2
         LEFT JOIN workflow_switches s ON s.workflow_id = w.id AND s.installation_id = $1
        WHERE w.definition IS NOT NULL AND w.errors IS NULL
          AND CASE WHEN w.installation_id IS NULL THEN s.enabled ELSE w.installation_id = $1 AND w.status = 'active' END
          AND (w.repository_id IS NULL OR w.repository_id = $3)
        GROUP BY w.id, s.condition ORDER BY w.name, w.id`,
      [installationId, eventType, repository?.id ?? null],
    );
  return rows.flatMap(({ condition, ...row }) => {
    const definition = readStored(row.definition, { config: {}, condition });
    return definition !== null && isFor(definition, repository) ? [{ ...row, definition }] : [];
  });
}

/** Without a list it is for every repository, and for what belongs to none. */
export function isFor(
  { repositories }: Pick<Definition, 'repositories'>,
  repository: EventPlace['repository'],
): boolean {
  if (repositories === null) return true;
  const name = repository?.fullName.toLowerCase();
  return name !== undefined && repositories.some((one) => one.toLowerCase() === name);
}

function isFalseAlready({ if: condition }: Definition, event: StartingEvent): boolean {
  if (condition === null) return false;
  const facts = { event: eventFacts(event), payload: payloadOf(event), steps: {}, inputs: {}, now: event.createdAt };
  return evaluate(compileCondition(condition), facts).value === false;
}
