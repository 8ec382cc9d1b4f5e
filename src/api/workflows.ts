import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { EntityManager } from 'typeorm';
import { giveSecrets, skipMissed } from '../workflows/definitions/change-triggers.js';
import { WrittenDefinition } from '../workflows/definitions/definition-schema.js';
import { changeWorkflow, createWorkflow } from '../workflows/definitions/save-definition.js';
import { mergedObjects, patched, writtenDefinition } from '../workflows/definitions/written-definition.js';
import { idParam } from './door/accepted.js';
import type { ApiEnv } from './door/api-env.js';
import { resource } from './door/check-request.js';
import { checkReview, checkSwitch } from './door/check-switch.js';
import { defineRoute, json } from './door/define-route.js';
import {
  findChangeable,
  findWorkflow,
  installationParam,
  ownDefinition,
  seenWorkflows,
  usableDefinition,
  type FoundWorkflow,
} from './door/find-workflow.js';
import { requireAdmin } from './door/needs.js';
import { refuseTakenName } from './door/name-taken.js';
import { notFound, Problem } from './door/problem.js';
import { checkedDefinition, readWorkflowBody } from './door/read-workflow-body.js';
import { recordAudit } from './door/record-audit.js';
import { refuseUnknownSecrets } from './door/refuse-unknown-secrets.js';
import { likePart, plainText } from './lists/filters.js';
import { placeKey } from './lists/newest-first.js';
import { page, pageOf, pageQuery, readCursor } from './lists/page.js';
import type { ApiPorts } from './ports.js';
import { deleteWorkflow } from './queries/delete-workflow.js';
import { listWorkflows } from './queries/list-workflows.js';
import { switchWorkflow } from './queries/switch-workflow.js';
import {
  isOnByItself,
  isReview,
  Workflow,
  WORKFLOW_STATUSES,
  workflowDetail,
  WorkflowDetail,
  workflowShown,
} from './shapes/workflow.js';

/** What it looks like is told; all that is wrong with one is told at once, by `readDefinition`. */
const { $schema: _, ...WRITTEN } = z.toJSONSchema(WrittenDefinition, { io: 'input' });
const Written = z.looseObject({ installation_id: z.int().min(1).max(2_147_483_647) }).openapi({
  ...(WRITTEN as object),
  properties: { installation_id: { type: 'integer' }, ...(WRITTEN.properties as object) },
  required: ['installation_id', ...(WRITTEN.required ?? [])],
});
const Change = z
  .looseObject({ enabled: z.boolean().optional(), config: z.record(z.string(), z.unknown()).optional() })
  .openapi({
    type: 'object',
    description:
      'Any part of a definition; of a built-in workflow `enabled`, `if` (null: its own again) and `config`, which may hold settings of its steps below `steps`, by their names',
    properties: { enabled: { type: 'boolean' }, ...(WRITTEN.properties as object) },
    required: [],
  });

const one = { query: z.strictObject({ installation_id: installationParam }), params: idParam };
const seenVersion = z.coerce
  .number()
  .int()
  .min(1)
  .optional()
  .openapi({ description: '`version` of what you looked at: if it has changed since, 409' });

const list = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'get',
    path: '/workflows',
    summary: 'Workflows of your installations: their own, files of repositories you can see, and built-in ones',
    request: {
      query: z.strictObject({
        ...pageQuery,
        installation_id: installationParam,
        status: z.enum(WORKFLOW_STATUSES).optional(),
        q: plainText(100).optional().openapi({ description: 'A part of the name' }),
      }),
    },
    responses: { 200: { description: 'Newest first', content: json(pageOf(Workflow)) } },
  },
);
const create = defineRoute(
  { level: 'admin', of: 'object' },
  {
    method: 'post',
    path: '/workflows',
    summary: 'Make a workflow: as JSON, or as YAML with ?installation_id=',
    request: {
      query: z.strictObject({ installation_id: installationParam }),
      body: {
        content: { 'application/json': { schema: Written }, 'application/yaml': { schema: z.string() } },
        required: false,
      },
    },
    responses: {
      201: { description: 'The workflow; secrets of webhooks are shown once', content: json(WorkflowDetail) },
    },
  },
);
const show = defineRoute(
  { level: 'read', of: 'object' },
  {
    method: 'get',
    path: '/workflows/{id}',
    summary: 'One workflow',
    request: one,
    responses: { 200: { description: 'The workflow', content: json(WorkflowDetail) } },
  },
);
const change = defineRoute(
  { level: 'admin', of: 'object' },
  {
    method: 'patch',
    path: '/workflows/{id}',
    summary: 'Change parts of a workflow; switch a built-in one for an installation',
    request: {
      ...one,
      query: z.strictObject({ installation_id: installationParam, version: seenVersion }),
      body: { content: json(Change), required: true },
    },
    responses: { 200: { description: 'As it is now', content: json(WorkflowDetail) } },
  },
);
const remove = defineRoute(
  { level: 'admin', of: 'object' },
  {
    method: 'delete',
    path: '/workflows/{id}',
    summary: 'Remove a workflow with its runs; status archived keeps them',
    request: one,
    responses: { 204: { description: 'It is gone' } },
  },
);

/** `/workflows` and `/workflows/{id}`. */
export function workflows({ secretKeys, hooks }: Pick<ApiPorts, 'secretKeys' | 'hooks'>) {
  return resource()
    .openapi(list, async (context) => {
      const { limit, cursor, installation_id: installationId, status, q } = context.req.valid('query');
      const key = readCursor(z.tuple([...placeKey.def.items, z.int().min(0).max(2_147_483_647)]), cursor);
      const after = key && { micros: key[0], id: key[1], installationId: key[2] };
      const seen = await seenWorkflows(context, installationId);
      const name = q === undefined ? undefined : likePart(q);
      const rows = await context.get('tenant')((manager) =>
        listWorkflows(manager, seen, { status, name, after, limit: limit + 1 }),
      );
      const item = (row: (typeof rows)[number]) => workflowShown(row, hooks.urlOf);
      return context.json(page(rows, limit, { item, key: (row) => [row.micros, row.id, row.installation_id] }), 200);
    })
    .openapi(create, async (context) => {
      const { installationId, written } = await readWorkflowBody(context, context.req.valid('query').installation_id);
      const { installations } = await context.get('access')();
      const installation = installations.find(({ id }) => id === installationId);
      if (installation === undefined) throw notFound('installation');
      requireAdmin(installation);
      const definition = checkedDefinition(written);
      const { login: by } = context.get('caller');
      const made = await context.get('tenant')(async (manager) => {
        await refuseTakenName(manager, installation, { id: null, name: definition.name });
        await refuseUnknownSecrets(manager, installationId, definition, null);
        const saved = await createWorkflow(manager, { installationId, repositoryId: null, by }, definition);
        if (saved === null) throw new Error(`the free name ${definition.name} was taken meanwhile`);
        const secrets = await giveSecrets(manager, saved.id, secretKeys);
        const found = await findWorkflow(context, manager, { id: saved.id, installationId });
        await audit(context, manager, 'workflow.created', found, { version: 1 });
        return { found, secrets };
      });
      return context.json(detail(context, made), 201);
    })
    .openapi(show, async (context) => {
      const { id } = context.req.valid('param');
      const { installation_id: installationId } = context.req.valid('query');
      const { row } = await context.get('tenant')((manager) => findWorkflow(context, manager, { id, installationId }));
      return context.json(workflowDetail(row, hooks.urlOf), 200);
    })
    .openapi(change, async (context) => {
      const { installation_id: installationId, version } = context.req.valid('query');
      const of = { id: context.req.valid('param').id, installationId };
      const body: Record<string, unknown> = context.req.valid('json');
      const made = await context.get('tenant')(async (manager) => {
        const found = await findChangeable(context, manager, of);
        if (version !== undefined && version !== found.row.version)
          throw new Problem(409, `Version ${found.row.version} was saved meanwhile: look at it first.`);
        const isBuiltIn = found.row.origin === 'builtin';
        const secrets = isBuiltIn ? [] : await changeOwn(context, manager, found, body);
        if (isBuiltIn) await switchBuiltIn(context, manager, found, body);
        return { found: await findWorkflow(context, manager, of), secrets };
      });
      return context.json(detail(context, made), 200);
    })
    .openapi(remove, async (context) => {
      const of = { id: context.req.valid('param').id, installationId: context.req.valid('query').installation_id };
      await context.get('tenant')(async (manager) => {
        const found = await findChangeable(context, manager, of);
        const { origin, status } = found.row;
        // A file that is gone leaves an archived row, which nobody could change anywhere.
        if (origin !== 'api' && !(origin === 'file' && status === 'archived')) ownDefinition(found.row);
        await deleteWorkflow(manager, of.id);
        await audit(context, manager, 'workflow.deleted', found);
      });
      return context.body(null, 204);
    });

  function detail(
    context: Context<ApiEnv>,
    { found, secrets }: { found: FoundWorkflow; secrets: readonly { id: string; secret: string }[] },
  ) {
    if (secrets.length > 0) context.header('Cache-Control', 'no-store');
    return workflowDetail(found.row, hooks.urlOf, new Map(secrets.map(({ id, secret }) => [id, secret])));
  }

  async function changeOwn(
    context: Context<ApiEnv>,
    manager: EntityManager,
    found: FoundWorkflow,
    body: Record<string, unknown>,
  ) {
    const { row, installation } = found;
    const before = ownDefinition(row);
    const definition = checkedDefinition(patched(writtenDefinition(before), body));
    const { login: by } = context.get('caller');
    if (definition.name !== before.name)
      await refuseTakenName(manager, installation, { id: row.id, name: definition.name });
    await refuseUnknownSecrets(manager, installation.id, definition, before);
    const saved = await changeWorkflow(manager, row.id, definition, by);
    if (saved === null) throw notFound('workflow');
    if (before.status !== 'active' && definition.status === 'active') await skipMissed(manager, row.id);
    const details = { changed: Object.keys(body), version: saved.version, status: definition.status };
    await audit(context, manager, 'workflow.changed', found, details);
    return giveSecrets(manager, row.id, secretKeys);
  }
}

/** What an installation may say of a built-in workflow. */
interface Switch {
  enabled: boolean;
  config: Record<string, unknown>;
  /** Null: its own again. */
  if: string | null;
}

async function switchBuiltIn(
  context: Context<ApiEnv>,
  manager: EntityManager,
  found: FoundWorkflow,
  body: Record<string, unknown>,
): Promise<void> {
  const { row, installation } = found;
  const { enabled, config, if: condition, ...more } = body as Partial<Switch>;
  if (Object.keys(more).length > 0 || [enabled, config, condition].every((part) => part === undefined))
    ownDefinition(row);
  if (config !== undefined && row.definition === null)
    throw new Problem(
      409,
      'This workflow has no settings of its own: those of reviews stand at /installations/{id}/settings.',
    );
  const now = config && mergedObjects(row.switched?.config ?? {}, config);
  if (isReview(row)) checkReview(row, condition);
  else if (now !== undefined || condition !== undefined)
    checkSwitch(usableDefinition(row), now ?? row.switched?.config ?? {}, condition ?? row.switched?.condition);
  const { login: by } = context.get('caller');
  const of = { workflowId: row.id, installationId: installation.id, by };
  await switchWorkflow(manager, of, { enabled, config: now, condition, standard: isOnByItself(row) });
  await audit(context, manager, 'workflow.switched', found, { enabled, config, if: condition });
}

function audit(
  context: Context<ApiEnv>,
  manager: EntityManager,
  action: string,
  { row, installation }: FoundWorkflow,
  details: Record<string, unknown> = {},
): Promise<void> {
  return recordAudit(context, manager, {
    installationId: installation.id,
    repositoryId: row.repository_id,
    action,
    objectType: 'workflow',
    objectId: row.id,
    details: { name: row.name, ...details },
  });
}
