import type { EntityManager } from 'typeorm';
import type { Definition } from '../definitions/definition-schema.js';
import { createExecution } from './create-execution.js';
import { eventPlace } from './event-place.js';

export interface HandStart {
  workflow: { id: string; name: string; version: number; definition: Definition };
  installationId: number;
  /** Login. */
  by: string;
  /** The person's own name for it: the same again is the same run. */
  requestId: string;
  inputs: Record<string, unknown>;
  dryRun: boolean;
  repositoryId: number | null;
  pullNumber: number | null;
}

export type HandStarted =
  | { kind: 'started'; executionId: string }
  | { kind: 'refused'; reason: string }
  /** What is wrong with the inputs, by name. */
  | { kind: 'wrong inputs'; errors: { field: string; detail: string }[] };

/** Starts a workflow because a person asks for it, in the caller's transaction. */
export async function startByHand(manager: EntityManager, asked: HandStart): Promise<HandStarted> {
  const { workflow, installationId, repositoryId, pullNumber, by, dryRun } = asked;
  const { definition } = workflow;
  const manual = definition.on.find((trigger) => trigger.type === 'manual');
  if (manual === undefined && !dryRun)
    return {
      kind: 'refused',
      reason: 'This workflow is not started by hand: add "manual: {}" to its triggers, or ask for a dry run.',
    };
  const errors = inputProblems(manual?.inputs ?? {}, asked.inputs);
  if (errors.length > 0) return { kind: 'wrong inputs', errors };
  let pull: { id: string; headSha: string } | null = null;
  if (pullNumber !== null && repositoryId !== null) {
    const rows: { id: string; headSha: string }[] = await manager.query(
      'SELECT id, head_sha AS "headSha" FROM pull_requests WHERE repository_id = $1 AND number = $2',
      [repositoryId, pullNumber],
    );
    pull = rows[0] ?? null;
    if (pull === null) return { kind: 'refused', reason: `Nothing is known of pull request #${pullNumber}.` };
  }
  const executionId = `run:${workflow.id}:hand:${asked.requestId}`.slice(0, 255);
  await createExecution(manager, {
    executionId,
    workflow: { ...workflow, concurrency: definition.concurrency },
    installationId,
    repositoryId,
    pull,
    eventId: null,
    trigger: { id: null, type: 'manual' },
    inputs: asked.inputs,
    dryRun,
    requestedBy: by,
  });
  return { kind: 'started', executionId };
}

/** Starts a workflow on an event of the past, in the caller's transaction; null: there is no such event there. */
export async function replayEvent(
  manager: EntityManager,
  {
    workflow,
    installationId,
    by,
    requestId,
    dryRun,
    eventId,
  }: Omit<HandStart, 'inputs' | 'repositoryId' | 'pullNumber'> & { eventId: string },
): Promise<string | null> {
  const place = await eventPlace(manager, eventId);
  if (place === null || place.installationId !== installationId) return null;
  const executionId = `run:${workflow.id}:${eventId}:replay:${requestId}`.slice(0, 255);
  await createExecution(manager, {
    executionId,
    workflow: { ...workflow, concurrency: workflow.definition.concurrency },
    installationId,
    repositoryId: place.repository?.id ?? null,
    pull: place.pull,
    eventId,
    trigger: { id: null, type: 'event' },
    dryRun,
    requestedBy: by,
  });
  return executionId;
}

function inputProblems(
  wanted: Readonly<Record<string, 'string' | 'number' | 'boolean'>>,
  given: Readonly<Record<string, unknown>>,
): { field: string; detail: string }[] {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(wanted, name));
  const missing = Object.keys(wanted).filter((name) => !Object.hasOwn(given, name));
  const wrong = Object.entries(wanted).filter(
    ([name, type]) => Object.hasOwn(given, name) && typeof given[name] !== type,
  );
  return [
    ...unknown.map((name) => ({ field: `inputs.${name}`, detail: 'is no input of this workflow' })),
    ...missing.map((name) => ({ field: `inputs.${name}`, detail: 'is missing' })),
    ...wrong.map(([name, type]) => ({ field: `inputs.${name}`, detail: `must be a ${type}` })),
  ];
}
