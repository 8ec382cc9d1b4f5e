import type { EntityManager } from 'typeorm';
import { enqueueWorkflow } from '../../database/enqueue-workflow.js';
import { jsonText } from '../../database/json-text.js';
import { endRuns, type EndedRuns } from './end-runs.js';
import type { MatchedWorkflow } from './match-workflows.js';
import type { Trigger } from './pull-subject.js';
import { partitionKey } from './run-policy.js';
import type { Timings } from '../durable/timings.js';
import { parkSurplus } from '../runs/park-runs.js';

export interface RunRequest {
  workflow: MatchedWorkflow;
  event: { id: string };
  /** Which of the runs that an event asks of a workflow; absent: it is the only one. */
  part?: string;
  installationId: number;
  repository: { id: number; githubRepoId: number };
  pull: { id: string; number: number; headSha: string; paused: boolean };
  trigger: Trigger;
}

/** The engine's id of the run of a workflow for an event; a redrive adds `:<n>` (behaviour.md). */
export function executionIdOf(workflow: string, eventId: string, part?: string): string {
  return `run:${workflow}:${eventId}${part === undefined ? '' : `.${part}`}`;
}

/**
 * Records and queues one run, and ends those of the same workflow that it replaces, in the caller's transaction: a
 * review replaces a review, a command waits for nobody. A first push starts at once; one that comes soon after the last
 * waits for quiet (behaviour.md, "Bursts"). Runs of one lane of a pull request queue behind each other. Safe to call
 * again for the same event. Returns the execution id.
 */
export async function createRun(
  manager: EntityManager,
  { workflow, event, part, installationId, repository, pull, trigger }: RunRequest,
  timings: Pick<Timings, 'burstWindow' | 'burstQuiet' | 'burstLongest'>,
): Promise<string> {
  const executionId = executionIdOf(workflow.name, event.id, part);
  const known = await manager.query('SELECT 1 FROM workflow_runs WHERE execution_id = $1', [executionId]);
  if (known.length > 0) return executionId;
  const last = await lastQueuedAt(manager, pull.id, workflow.id);
  // While reviews are paused a push is not reviewed: it must not end the one that a person asked for.
  const replaces = workflow.policy.replaces && !(pull.paused && trigger.type === 'auto');
  const ended = replaces
    ? await endRuns(manager, pull.id, `superseded by ${pull.headSha}`, workflow.id)
    : { firstQueuedAt: null };
  const now = await databaseTime(manager);
  const startAt = trigger.type === 'auto' ? startOfRun(now, last, ended, timings) : now;
  await manager.query(
    `INSERT INTO workflow_runs (execution_id, workflow_id, event_id, installation_id, repository_id, pull_request_id,
            workflow_type, status, queued_at, trigger_type, trigger_key, trigger_data, head_sha)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', $8, $9, $10, $11, $12)`,
    [
      executionId,
      workflow.id,
      event.id,
      installationId,
      repository.id,
      pull.id,
      workflow.name,
      ended.firstQueuedAt ?? now,
      trigger.type,
      trigger.key,
      jsonText(dataOf(trigger)),
      pull.headSha,
    ],
  );
  await enqueueWorkflow(manager, {
    workflow: 'run_workflow',
    queue: 'runs',
    id: executionId,
    args: [executionId],
    partitionKey: partitionKey(repository.githubRepoId, pull.number, workflow.policy.lane),
    ...(startAt > now ? { delayUntil: startAt } : {}),
  });
  await parkSurplus(manager, executionId);
  return executionId;
}

function dataOf({ settings, request, asked }: Trigger): object {
  return settings === undefined ? (request ?? asked ?? {}) : { settings };
}

/** Pure: when a run may begin. `last`: when the newest run of this workflow was queued for the pull request. */
export function startOfRun(
  now: Date,
  last: Date | null,
  ended: Pick<EndedRuns, 'firstQueuedAt'>,
  { burstWindow, burstQuiet, burstLongest }: Pick<Timings, 'burstWindow' | 'burstQuiet' | 'burstLongest'>,
): Date {
  if (last === null || now.getTime() - last.getTime() >= burstWindow) return now;
  const first = ended.firstQueuedAt ?? now;
  return new Date(Math.max(now.getTime(), Math.min(now.getTime() + burstQuiet, first.getTime() + burstLongest)));
}

async function lastQueuedAt(manager: EntityManager, pullRequestId: string, workflowId: string): Promise<Date | null> {
  const rows: { at: Date | null }[] = await manager.query(
    'SELECT max(queued_at) AS at FROM workflow_runs WHERE pull_request_id = $1 AND workflow_id = $2',
    [pullRequestId, workflowId],
  );
  return rows[0]?.at ?? null;
}

async function databaseTime(manager: EntityManager): Promise<Date> {
  const rows: { now: Date }[] = await manager.query('SELECT now() AS now');
  return rows[0]?.now ?? new Date();
}
