import { createHash } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { EntityManager } from 'typeorm';
import { explainEvent } from '../workflows/executions/explain-event.js';
import { eventPlace } from '../workflows/executions/event-place.js';
import { replayEvent, startByHand, type HandStart } from '../workflows/executions/start-by-hand.js';
import { isFor } from '../workflows/executions/start-definitions.js';
import { idParam } from './door/accepted.js';
import type { ApiEnv, KnownRepository } from './door/api-env.js';
import { actorOf } from './door/carry-out.js';
import { resource } from './door/check-request.js';
import { defineRoute, json, noQuery } from './door/define-route.js';
import { findExecution, requireWorkPlace, seenExecutions } from './door/find-execution.js';
import { findWorkflow, installationParam, usableDefinition, type FoundWorkflow } from './door/find-workflow.js';
import { findRepository, visibleRepositories } from './door/needs.js';
import { invalid, notFound, Problem } from './door/problem.js';
import { recordAudit } from './door/record-audit.js';
import { plainText } from './lists/filters.js';
import { placeKey, placeOf } from './lists/newest-first.js';
import { page, pageOf, pageQuery, readCursor } from './lists/page.js';
import { listExecutions } from './queries/list-executions.js';
import {
  Execution,
  executionDetail,
  ExecutionDetail,
  executionShown,
  EXECUTION_STATUSES,
  TraceLine,
} from './shapes/execution.js';

const dryRun = z.boolean().default(false).openapi({ description: 'Does nothing outside, and says what it would do' });
const query = z.strictObject({ installation_id: installationParam });

const list = defineRoute(
  { level: 'read', of: 'object' },
  {
    method: 'get',
    path: '/workflows/{id}/executions',
    summary: 'The runs of a workflow that you can see',
    request: { query: query.extend({ ...pageQuery, status: z.enum(EXECUTION_STATUSES).optional() }), params: idParam },
    responses: { 200: { description: 'Newest first', content: json(pageOf(Execution)) } },
  },
);
const run = defineRoute(
  { level: 'write', of: 'object' },
  {
    method: 'post',
    path: '/workflows/{id}/run',
    summary: 'Start a workflow by hand',
    request: {
      query,
      params: idParam,
      body: {
        content: json(
          z.strictObject({
            inputs: z
              .record(z.string().max(63), z.union([z.string().max(10_000), z.number(), z.boolean()]))
              .default({}),
            dry_run: dryRun,
            repo: plainText(255)
              .optional()
              .openapi({ description: 'Which it is about; without one it takes an administrator' }),
            pr_number: z.int().min(1).max(2_147_483_647).optional(),
          }),
        ),
        required: true,
      },
    },
    responses: { 202: { description: 'The run', content: json(ExecutionDetail) } },
  },
);
const replay = defineRoute(
  { level: 'write', of: 'object' },
  {
    method: 'post',
    path: '/workflows/{id}/replay',
    summary: 'Start a workflow on an event of the past',
    request: {
      query,
      params: idParam,
      body: { content: json(z.strictObject({ event_id: z.uuid(), dry_run: dryRun })), required: true },
    },
    responses: { 202: { description: 'The run', content: json(ExecutionDetail) } },
  },
);
const explain = defineRoute(
  { level: 'read', of: 'object' },
  {
    method: 'post',
    path: '/workflows/explain',
    summary: 'Why an event started a workflow, or why not: for every workflow of its installation',
    request: { query: noQuery, body: { content: json(z.strictObject({ event_id: z.uuid() })), required: true } },
    responses: {
      200: {
        description: 'By the names of the workflows',
        content: json(
          z.object({
            items: z.array(
              z.object({
                workflow: z.object({ id: z.uuid(), name: z.string() }),
                ran: z.boolean(),
                execution_id: z.string().nullable(),
                reason: z.string(),
                condition: z.array(TraceLine),
              }),
            ),
          }),
        ),
      },
    },
  },
);

/** What `/workflows/{id}` starts and has started. */
export function workflowRuns() {
  return resource()
    .openapi(list, async (context) => {
      const { id } = context.req.valid('param');
      const { limit, cursor, status, installation_id: installationId } = context.req.valid('query');
      const after = placeOf(readCursor(placeKey, cursor));
      const seen = await seenExecutions(context);
      const rows = await context.get('tenant')(async (manager) => {
        const { installation } = await findWorkflow(context, manager, { id, installationId });
        const filter = { workflowId: id, installationId: installation.id, status, after, limit: limit + 1 };
        return listExecutions(manager, seen, filter);
      });
      return context.json(page(rows, limit, { item: executionShown, key: (row) => [row.micros, row.id] }), 200);
    })
    .openapi(run, async (context) => {
      const of = { id: context.req.valid('param').id, installationId: context.req.valid('query').installation_id };
      const { inputs, dry_run: isDry, repo, pr_number: pullNumber = null } = context.req.valid('json');
      const row = await context.get('tenant')(async (manager) => {
        const found = await findWorkflow(context, manager, of);
        const repository = await repositoryFor(context, found, repo);
        const place = { installation_id: found.installation.id, repository_id: repository?.id ?? null };
        await requireWorkPlace(context, place);
        const definition = definitionOf(found);
        refuseUnusable(found, definition, repository);
        if (pullNumber !== null && repository === null)
          throw invalid([{ field: 'body.pr_number', detail: 'needs `repo`: a pull request belongs to a repository' }]);
        const asked = {
          ...startOf(context, found, definition, isDry),
          inputs,
          repositoryId: place.repository_id,
          pullNumber,
        };
        const started = await startByHand(manager, asked);
        if (started.kind === 'refused') throw new Problem(409, started.reason);
        if (started.kind === 'wrong inputs') {
          const errors = started.errors.map(({ field, detail }) => ({ field: `body.${field}`, detail }));
          throw new Problem(422, `The inputs are wrong: ${errors.map(({ field }) => field).join(', ')}.`, { errors });
        }
        return begun(context, manager, found, { executionId: started.executionId, isDry });
      });
      return context.json(executionDetail(row), 202);
    })
    .openapi(replay, async (context) => {
      const of = { id: context.req.valid('param').id, installationId: context.req.valid('query').installation_id };
      const { event_id: eventId, dry_run: isDry } = context.req.valid('json');
      const row = await context.get('tenant')(async (manager) => {
        const found = await findWorkflow(context, manager, of);
        const event = await seenEvent(context, manager, eventId);
        if (event.installationId !== found.installation.id) throw notFound('event');
        const repositoryId = event.repository?.id ?? null;
        await requireWorkPlace(context, { installation_id: event.installationId, repository_id: repositoryId });
        const definition = definitionOf(found);
        refuseUnusable(found, definition, event.repository);
        const executionId = await replayEvent(manager, { ...startOf(context, found, definition, isDry), eventId });
        if (executionId === null) throw notFound('event');
        return begun(context, manager, found, { executionId, isDry, event_id: eventId });
      });
      return context.json(executionDetail(row), 202);
    })
    .openapi(explain, async (context) => {
      const { event_id: eventId } = context.req.valid('json');
      const items = await context.get('tenant')(async (manager) =>
        explainEvent(manager, await seenEvent(context, manager, eventId)),
      );
      return context.json({ items }, 200);
    });
}

/** The repository that was named, or that the file lies in; null: none. */
async function repositoryFor(
  context: Context<ApiEnv>,
  { row, installation }: FoundWorkflow,
  repo: string | undefined,
): Promise<KnownRepository | null> {
  const access = await context.get('access')();
  const found =
    repo === undefined
      ? (visibleRepositories(access).find(({ id }) => id === row.repository_id) ?? null)
      : findRepository(access, repo);
  if (found === null && repo !== undefined) throw notFound('repository');
  if (found !== null && found.installation.id !== installation.id)
    throw invalid([
      {
        field: 'body.repo',
        detail: `belongs to another installation than the workflow, which is ${installation.accountLogin}’s`,
      },
    ]);
  return found;
}

/** An event that the caller sees: of a repository they can read, or of none as administrators. */
async function seenEvent(context: Context<ApiEnv>, manager: EntityManager, eventId: string) {
  const event = await eventPlace(manager, eventId);
  const { repositoryIds, administered } = await seenExecutions(context);
  const isSeen =
    event !== null &&
    (event.repository === null
      ? administered.includes(event.installationId)
      : repositoryIds.includes(event.repository.id));
  if (!isSeen) throw notFound('event');
  return event;
}

function definitionOf({ row }: FoundWorkflow): HandStart['workflow']['definition'] {
  if (row.status === 'archived') throw new Problem(409, 'This workflow is archived.');
  if (row.status === 'invalid') throw new Problem(409, 'The file of this workflow cannot be used: see its errors.');
  return usableDefinition(row);
}

function refuseUnusable(
  { row }: FoundWorkflow,
  definition: HandStart['workflow']['definition'],
  repository: { id: number; fullName: string } | null,
): void {
  const isElsewhere = row.repository_id !== null && row.repository_id !== repository?.id;
  if (isElsewhere || !isFor(definition, repository))
    throw new Problem(
      409,
      `This workflow is not for ${repository?.fullName ?? 'runs without a repository: name one as repo'}.`,
    );
}

/** An `Idempotency-Key` is a person's own: the same of another person asks for another run. */
function startOf(
  context: Context<ApiEnv>,
  { row, installation }: FoundWorkflow,
  definition: HandStart['workflow']['definition'],
  dry: boolean,
) {
  const { login: by, userId } = context.get('caller');
  const { requestId } = actorOf(context);
  return {
    workflow: { id: row.id, name: row.name, version: row.version, definition },
    installationId: installation.id,
    by,
    requestId: createHash('sha256').update(`${userId} ${requestId}`).digest('hex').slice(0, 32),
    dryRun: dry,
  };
}

async function begun(
  context: Context<ApiEnv>,
  manager: EntityManager,
  { row, installation }: FoundWorkflow,
  { executionId, ...details }: { executionId: string; isDry: boolean; event_id?: string },
) {
  const execution = await findExecution(context, manager, executionId);
  await recordAudit(context, manager, {
    installationId: installation.id,
    repositoryId: execution.repository_id,
    action: 'execution.started',
    objectType: 'execution',
    objectId: execution.id,
    details: {
      workflow: row.name,
      run: executionId,
      dry_run: details.isDry,
      ...(details.event_id && { event_id: details.event_id }),
    },
  });
  return execution;
}
