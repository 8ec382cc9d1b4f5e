import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { EntityManager } from 'typeorm';
import { redactValue } from '../access/redact.js';
import { maskValues } from '../review/analyzers/mask-values.js';
import { cancelExecution } from '../workflows/executions/cancel-execution.js';
import { decideApproval, mayDecide, openApproval } from '../workflows/executions/decide-approval.js';
import { retryExecution } from '../workflows/executions/retry-execution.js';
import type { ApiEnv } from './door/api-env.js';
import { resource } from './door/check-request.js';
import { defineRoute, json, noQuery } from './door/define-route.js';
import { findExecution, permissionAt, requireDefined, requireWorkPlace } from './door/find-execution.js';
import { Problem } from './door/problem.js';
import { recordAudit } from './door/record-audit.js';
import { plainText } from './lists/filters.js';
import { placeKey, placeOf } from './lists/newest-first.js';
import { page, pageOf, pageQuery, readCursor } from './lists/page.js';
import { listExecutionLogs } from './queries/list-execution-logs.js';
import type { ExecutionDetailRow } from './queries/read-execution.js';
import { executionDetail, ExecutionDetail } from './shapes/execution.js';

const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'] as const;
/** The uuid, or the `execution_id`. */
const params = z.object({ id: plainText(255) });

const LogLine = z.object({
  id: z.uuid(),
  at: z.iso.datetime({ offset: true }),
  level: z.enum(LEVELS),
  step: z.string().nullable(),
  message: z.string(),
  metadata: z.record(z.string(), z.unknown()).nullable(),
});

const show = defineRoute(
  { level: 'read', of: 'object' },
  {
    method: 'get',
    path: '/executions/{id}',
    summary: 'One run with its steps, what they did and why, by its id or execution_id',
    request: { query: noQuery, params },
    responses: { 200: { description: 'The run', content: json(ExecutionDetail) } },
  },
);
const logs = defineRoute(
  { level: 'read', of: 'object' },
  {
    method: 'get',
    path: '/executions/{id}/logs',
    summary: 'The log of a run',
    request: {
      query: z.strictObject({
        ...pageQuery,
        level: z.enum(LEVELS).optional(),
        q: plainText(200)
          .optional()
          .openapi({ description: 'Words to look for; "in quotes", or and - as in a search engine' }),
      }),
      params,
    },
    responses: { 200: { description: 'Oldest first', content: json(pageOf(LogLine)) } },
  },
);
const wish = (verb: 'cancel' | 'retry', summary: string, description: string) =>
  defineRoute(
    { level: 'write', of: 'object' },
    {
      method: 'post',
      path: `/executions/{id}/${verb}`,
      summary,
      request: { query: noQuery, params },
      responses: { 202: { description, content: json(ExecutionDetail) } },
    },
  );
const cancel = wish('cancel', 'End a run: at once where it waits, else after its current step', 'As it is now');
const retry = wish(
  'retry',
  'Go on with a run that failed, from the step that did not end well: a new run',
  'The new run',
);
const decision = (verb: 'approve' | 'reject', summary: string) =>
  defineRoute(
    { level: 'write', of: 'object' },
    {
      method: 'post',
      path: `/executions/{id}/${verb}`,
      summary,
      request: {
        query: noQuery,
        params,
        body: { content: json(z.strictObject({ note: plainText(2000).optional() })), required: false },
      },
      responses: { 200: { description: 'As it is now', content: json(ExecutionDetail) } },
    },
  );
const approve = decision('approve', 'Let a run go on that waits for an approval');
const reject = decision('reject', 'Refuse what a run waits for');

/** `/executions/{id}` and what stands below it. */
export function executions() {
  return resource()
    .openapi(show, async (context) => {
      const { id } = context.req.valid('param');
      const row = await context.get('tenant')((manager) => findExecution(context, manager, id));
      return context.json(executionDetail(row), 200);
    })
    .openapi(logs, async (context) => {
      const { id } = context.req.valid('param');
      const { limit, cursor, level, q: words } = context.req.valid('query');
      const after = placeOf(readCursor(placeKey, cursor));
      const rows = await context.get('tenant')(async (manager) => {
        const run = await findExecution(context, manager, id);
        return listExecutionLogs(manager, run.id, { level, words, after, limit: limit + 1 });
      });
      const shown = redactValue(maskValues(rows)) as typeof rows;
      const item = ({ micros: _micros, ...line }: (typeof rows)[number]) => line;
      return context.json(page(shown, limit, { item, key: ({ micros, id: line }) => [micros, line] }), 200);
    })
    .openapi(cancel, async (context) => {
      const { id } = context.req.valid('param');
      const row = await context.get('tenant')(async (manager) => {
        const run = await changeable(context, manager, id);
        const done = await cancelExecution(manager, run.id, `cancelled by ${context.get('caller').login}`);
        if (done === 'over') throw new Problem(409, `It is ${run.status} already.`);
        await audit(context, manager, 'execution.cancelled', run);
        return findExecution(context, manager, run.id);
      });
      return context.json(executionDetail(row), 202);
    })
    .openapi(retry, async (context) => {
      const { id } = context.req.valid('param');
      const row = await context.get('tenant')(async (manager) => {
        const run = await changeable(context, manager, id);
        const retried = await retryExecution(manager, run.id, context.get('caller').login);
        if (retried.kind === 'refused') throw new Problem(409, retried.reason);
        await audit(context, manager, 'execution.retried', run, { execution_id: retried.executionId });
        return findExecution(context, manager, retried.id);
      });
      return context.json(executionDetail(row), 202);
    })
    .openapi(approve, async (context) => {
      const row = await decide(context, context.req.valid('param').id, 'granted', context.req.valid('json'));
      return context.json(executionDetail(row), 200);
    })
    .openapi(reject, async (context) => {
      const row = await decide(context, context.req.valid('param').id, 'rejected', context.req.valid('json'));
      return context.json(executionDetail(row), 200);
    });
}

/** A run that the caller may end or try again. */
async function changeable(context: Context<ApiEnv>, manager: EntityManager, id: string): Promise<ExecutionDetailRow> {
  const run = await findExecution(context, manager, id);
  await requireWorkPlace(context, run);
  requireDefined(run);
  return run;
}

async function decide(
  context: Context<ApiEnv>,
  id: string,
  decision: 'granted' | 'rejected',
  // It may be missing, whatever its type says.
  body: { note?: string | undefined } | undefined,
): Promise<ExecutionDetailRow> {
  const { login } = context.get('caller');
  const note = body?.note ?? null;
  return context.get('tenant')(async (manager) => {
    const run = await findExecution(context, manager, id);
    // GitHub is asked before anything is locked.
    const person = { login, permission: await permissionAt(context, run) };
    const open = await openApproval(manager, run.id);
    const last = executionDetail(run).approvals.at(-1);
    const wanted = open?.wanted ?? last?.wanted ?? ['write'];
    if (!mayDecide(wanted, person)) throw new Problem(403, `This is for ${wanted.join(' or ')} to decide.`);
    if (open === null) {
      const decided = last?.decided_by == null ? '' : `: ${last.decided_by} decided (${last.decision})`;
      throw new Problem(409, `This run waits for no approval${decided}.`);
    }
    if (!(await decideApproval(manager, open, { decision, by: login, note })))
      throw new Problem(409, 'Somebody else has decided already.');
    await audit(context, manager, `approval.${decision}`, run, { note });
    return findExecution(context, manager, run.id);
  });
}

function audit(
  context: Context<ApiEnv>,
  manager: EntityManager,
  action: string,
  {
    id,
    installation_id: installationId,
    repository_id: repositoryId,
    workflow,
    execution_id: executionId,
  }: ExecutionDetailRow,
  details: Record<string, unknown> = {},
): Promise<void> {
  return recordAudit(context, manager, {
    installationId,
    repositoryId,
    action,
    objectType: 'execution',
    objectId: id,
    details: { workflow, run: executionId, ...details },
  });
}
