import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { EntityManager } from 'typeorm';
import { giveSecrets, renewSecret, switchTrigger } from '../workflows/definitions/change-triggers.js';
import { WrittenDefinition, type Definition } from '../workflows/definitions/definition-schema.js';
import { changeWorkflow, isTrigger } from '../workflows/definitions/save-definition.js';
import { writtenDefinition } from '../workflows/definitions/written-definition.js';
import { idParam } from './door/accepted.js';
import type { ApiEnv } from './door/api-env.js';
import { resource } from './door/check-request.js';
import { defineRoute, json } from './door/define-route.js';
import {
  findChangeable,
  findWorkflow,
  installationParam,
  ownDefinition,
  type FoundWorkflow,
} from './door/find-workflow.js';
import { notFound, Problem } from './door/problem.js';
import { checkedDefinition } from './door/read-workflow-body.js';
import { recordAudit } from './door/record-audit.js';
import { page, pageOf, pageQuery, rowsAfter } from './lists/page.js';
import type { ApiPorts } from './ports.js';
import { deleteTrigger } from './queries/delete-trigger.js';
import type { TriggerRow } from './queries/list-workflows.js';
import { Trigger, triggerShown } from './shapes/workflow.js';

/** One of `on`. */
const { $schema: _, ...WRITTEN } = z.toJSONSchema(WrittenDefinition.shape.on.element, { io: 'input' });
const NewTrigger = z.record(z.string(), z.unknown()).openapi({ ...(WRITTEN as object) });
const Change = z
  .strictObject({
    enabled: z.boolean().optional(),
    rotate_secret: z
      .literal(true)
      .optional()
      .openapi({ description: 'Of a webhook: a new secret, shown once; the old one opens nothing any more' }),
  })
  .refine((change) => Object.keys(change).length > 0, 'changes nothing');

const query = z.strictObject({ installation_id: installationParam });
const triggerParams = z.object({ id: z.uuid(), trigger_id: z.uuid() });
const list = defineRoute(
  { level: 'read', of: 'object' },
  {
    method: 'get',
    path: '/workflows/{id}/triggers',
    summary: 'What starts a workflow',
    request: { query: query.extend(pageQuery), params: idParam },
    responses: { 200: { description: 'In their order', content: json(pageOf(Trigger)) } },
  },
);
const add = defineRoute(
  { level: 'admin', of: 'object' },
  {
    method: 'post',
    path: '/workflows/{id}/triggers',
    summary: 'Add what starts a workflow, as in its `on`: a webhook’s secret is shown once',
    request: { query, params: idParam, body: { content: json(NewTrigger), required: true } },
    responses: { 201: { description: 'The trigger', content: json(Trigger) } },
  },
);
const change = defineRoute(
  { level: 'admin', of: 'object' },
  {
    method: 'patch',
    path: '/workflows/{id}/triggers/{trigger_id}',
    summary: 'Switch a trigger on or off, or give a webhook a new secret',
    request: { query, params: triggerParams, body: { content: json(Change), required: true } },
    responses: { 200: { description: 'As it is now', content: json(Trigger) } },
  },
);
const remove = defineRoute(
  { level: 'admin', of: 'object' },
  {
    method: 'delete',
    path: '/workflows/{id}/triggers/{trigger_id}',
    summary: 'Take a trigger away',
    request: { query, params: triggerParams },
    responses: { 204: { description: 'It starts nothing any more' } },
  },
);

/** `/workflows/{id}/triggers` and what stands below it. */
export function triggers({ secretKeys, hooks }: Pick<ApiPorts, 'secretKeys' | 'hooks'>) {
  return resource()
    .openapi(list, async (context) => {
      const { limit, cursor, installation_id: installationId } = context.req.valid('query');
      const { id } = context.req.valid('param');
      const { row } = await context.get('tenant')((manager) => findWorkflow(context, manager, { id, installationId }));
      const rows = rowsAfter(row.triggers, cursor, (one) => one.id);
      const item = (one: TriggerRow) => triggerShown(one, hooks.urlOf);
      return context.json(page(rows, limit, { item, key: (one) => [one.id] }), 200);
    })
    .openapi(add, async (context) => {
      const of = { id: context.req.valid('param').id, installationId: context.req.valid('query').installation_id };
      const body = context.req.valid('json');
      const { trigger, secret } = await context.get('tenant')(async (manager) => {
        const found = await findChangeable(context, manager, of);
        const before = writtenDefinition(ownDefinition(found.row));
        const definition = checkedDefinition({ ...before, on: [...(before['on'] as unknown[]), body] });
        await save(context, manager, found, definition);
        const given = await giveSecrets(manager, of.id, secretKeys);
        const { row } = await findWorkflow(context, manager, of);
        const known = new Set(found.row.triggers.map(({ id }) => id));
        const added = row.triggers.find(({ id }) => !known.has(id));
        if (added === undefined) throw new Error('the trigger was not stored');
        await audit(context, manager, 'trigger.added', { found, trigger: added });
        return { trigger: added, secret: given.find(({ id }) => id === added.id)?.secret ?? null };
      });
      return context.json(shown(context, trigger, secret), 201);
    })
    .openapi(change, async (context) => {
      const { id, trigger_id: triggerId } = context.req.valid('param');
      const of = { id, installationId: context.req.valid('query').installation_id };
      const { enabled, rotate_secret: rotates } = context.req.valid('json');
      const { trigger, secret } = await context.get('tenant')(async (manager) => {
        const found = await findChangeable(context, manager, of);
        const before = triggerOf(found, triggerId);
        if (enabled !== undefined || found.row.origin === 'builtin') ownDefinition(found.row);
        if (enabled !== undefined) await switchTrigger(manager, triggerId, enabled);
        if (rotates === true && before.type !== 'webhook') throw new Problem(409, 'Only a webhook has a secret.');
        const renewed = rotates === true ? await renewSecret(manager, triggerId, secretKeys) : null;
        const details = { ...(enabled !== undefined && { enabled }), ...(rotates === true && { secret: 'rotated' }) };
        await audit(context, manager, 'trigger.changed', { found, trigger: before, details });
        return { trigger: triggerOf(await findWorkflow(context, manager, of), triggerId), secret: renewed };
      });
      return context.json(shown(context, trigger, secret), 200);
    })
    .openapi(remove, async (context) => {
      const { id, trigger_id: triggerId } = context.req.valid('param');
      const of = { id, installationId: context.req.valid('query').installation_id };
      await context.get('tenant')(async (manager) => {
        const found = await findChangeable(context, manager, of);
        const trigger = triggerOf(found, triggerId);
        const before = ownDefinition(found.row);
        if (before.on.length <= 1)
          throw new Problem(409, 'A workflow keeps one trigger: remove the workflow, or switch this one off.');
        const nth = before.on.findIndex((one) => isTrigger(one, trigger));
        await deleteTrigger(manager, triggerId);
        await save(context, manager, found, { ...before, on: before.on.filter((_one, at) => at !== nth) });
        await audit(context, manager, 'trigger.removed', { found, trigger });
      });
      return context.body(null, 204);
    });

  function shown(context: Context<ApiEnv>, trigger: TriggerRow, secret: string | null) {
    if (secret !== null) context.header('Cache-Control', 'no-store');
    return triggerShown(trigger, hooks.urlOf, new Map(secret === null ? [] : [[trigger.id, secret]]));
  }
}

async function save(
  context: Context<ApiEnv>,
  manager: EntityManager,
  { row }: FoundWorkflow,
  definition: Definition,
): Promise<void> {
  const saved = await changeWorkflow(manager, row.id, definition, context.get('caller').login);
  if (saved === null) throw notFound('workflow');
}

function triggerOf({ row }: FoundWorkflow, id: string): TriggerRow {
  const trigger = row.triggers.find((one) => one.id === id);
  if (trigger === undefined) throw notFound('trigger');
  return trigger;
}

function audit(
  context: Context<ApiEnv>,
  manager: EntityManager,
  action: string,
  { found, trigger, details = {} }: { found: FoundWorkflow; trigger: TriggerRow; details?: Record<string, unknown> },
): Promise<void> {
  return recordAudit(context, manager, {
    installationId: found.installation.id,
    repositoryId: found.row.repository_id,
    action,
    objectType: 'trigger',
    objectId: trigger.id,
    details: { workflow: found.row.name, type: trigger.type, ...details },
  });
}
