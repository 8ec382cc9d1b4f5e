import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { EntityManager } from 'typeorm';
import type { InstallationAccess } from '../access/tenancy/access.js';
import { SECRET_NAME } from '../workflows/secrets/secret-name.js';
import { listSecrets, removeSecret, setSecret } from '../workflows/secrets/stored-secrets.js';
import type { ApiEnv } from './door/api-env.js';
import { resource } from './door/check-request.js';
import { defineRoute, json } from './door/define-route.js';
import { requireAdmin } from './door/needs.js';
import { notFound, Problem } from './door/problem.js';
import { recordAudit } from './door/record-audit.js';
import type { ApiPorts } from './ports.js';

/** What is shorter cannot be kept out of answers and logs: it would take ordinary words along. */
const LENGTHS = { least: 8, most: 4096 };

const query = z.strictObject({
  installation_id: z.coerce.number().int().min(1).max(2_147_483_647).openapi({ description: 'Whose workflows use it' }),
});
const params = z.object({
  name: z
    .string()
    .regex(SECRET_NAME, 'must be capital letters, digits and _, a letter first, at most 64')
    .openapi({ description: 'How workflows call it: `${{ secrets.NAME }}`' }),
});
const Secret = z.object({
  name: z.string(),
  updated_by: z.string(),
  created_at: z.iso.datetime({ offset: true }),
  updated_at: z.iso.datetime({ offset: true }),
});
const Value = z.strictObject({
  value: z.string().min(LENGTHS.least).max(LENGTHS.most).openapi({ description: 'Never shown again' }),
});

const list = defineRoute(
  { level: 'admin', of: 'object' },
  {
    method: 'get',
    path: '/workflows/secrets',
    summary: 'The names of the secrets that workflows of an installation may send, never their values',
    request: { query },
    responses: { 200: { description: 'By name', content: json(z.object({ items: z.array(Secret) })) } },
  },
);
const set = defineRoute(
  { level: 'admin', of: 'object' },
  {
    method: 'put',
    path: '/workflows/secrets/{name}',
    summary: 'Set a secret, or give it another value',
    request: { query, params, body: { content: json(Value), required: true } },
    responses: {
      200: { description: 'It has another value now', content: json(Secret) },
      201: { description: 'It is new', content: json(Secret) },
    },
  },
);
const remove = defineRoute(
  { level: 'admin', of: 'object' },
  {
    method: 'delete',
    path: '/workflows/secrets/{name}',
    summary: 'Forget a secret; steps that name it fail from now on',
    request: { query, params },
    responses: { 204: { description: 'It is gone' } },
  },
);

/** `/workflows/secrets`, for administrators. */
export function workflowSecrets({ secretKeys }: Pick<ApiPorts, 'secretKeys'>) {
  return resource()
    .openapi(list, async (context) => {
      const { id } = await administeredInstallation(context, context.req.valid('query').installation_id);
      const items = await context.get('tenant')((manager) => listSecrets(manager, id));
      return context.json({ items }, 200);
    })
    .openapi(set, async (context) => {
      const { name } = context.req.valid('param');
      const { value } = context.req.valid('json');
      const installation = await administeredInstallation(context, context.req.valid('query').installation_id);
      const { id: installationId, accountLogin } = installation;
      const { login: by } = context.get('caller');
      const { done, row } = await context.get('tenant')(async (manager) => {
        const done = await setSecret(manager, { installationId, name, value, by }, secretKeys);
        if (done === 'full') throw new Problem(409, `${accountLogin} has as many secrets as it may: remove one first.`);
        await audit(context, manager, done === 'new' ? 'workflow_secret.set' : 'workflow_secret.changed', {
          installationId,
          name,
        });
        return { done, row: (await listSecrets(manager, installationId)).find((one) => one.name === name) };
      });
      if (row === undefined) throw notFound('secret');
      return done === 'new' ? context.json(row, 201) : context.json(row, 200);
    })
    .openapi(remove, async (context) => {
      const { name } = context.req.valid('param');
      const { id: installationId } = await administeredInstallation(
        context,
        context.req.valid('query').installation_id,
      );
      await context.get('tenant')(async (manager) => {
        if (!(await removeSecret(manager, installationId, name))) throw notFound('secret');
        await audit(context, manager, 'workflow_secret.removed', { installationId, name });
      });
      return context.body(null, 204);
    });
}

/** 404 for one that the caller does not see, 403 for one that they do not administer. */
async function administeredInstallation(context: Context<ApiEnv>, id: number): Promise<InstallationAccess> {
  const { installations } = await context.get('access')();
  const installation = installations.find((one) => one.id === id);
  if (installation === undefined) throw notFound('installation');
  requireAdmin(installation);
  return installation;
}

function audit(
  context: Context<ApiEnv>,
  manager: EntityManager,
  action: string,
  { installationId, name }: { installationId: number; name: string },
): Promise<void> {
  return recordAudit(context, manager, {
    installationId,
    action,
    objectType: 'workflow_secret',
    objectId: name,
    details: { name },
  });
}
