import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { readDefinition } from '../workflows/definitions/read-definition.js';
import { takenName, takenNameSaid } from '../workflows/definitions/taken-name.js';
import type { ApiEnv } from './door/api-env.js';
import { resource } from './door/check-request.js';
import { defineRoute, json } from './door/define-route.js';
import { installationParam } from './door/find-workflow.js';
import { notFound } from './door/problem.js';

const check = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'post',
    path: '/workflows/check',
    summary: 'What is wrong with a definition, without keeping it: for editors',
    request: {
      query: z.strictObject({
        installation_id: installationParam.openapi({ description: 'For which its name has to be free' }),
        workflow_id: z.uuid().optional().openapi({ description: 'The workflow that it changes; none: a new one' }),
      }),
      body: { content: json(z.record(z.string(), z.unknown())), required: true },
    },
    responses: {
      200: {
        description: 'All that is wrong; nothing: it can be saved',
        content: json(z.object({ errors: z.array(z.object({ field: z.string(), detail: z.string() })) })),
      },
    },
  },
);

/** `POST /workflows/check`. */
export function workflowCheck() {
  return resource().openapi(check, async (context) => {
    const { installations } = await context.get('access')();
    const { installation_id: installationId, workflow_id: id = null } = context.req.valid('query');
    const installation = installations.find((one) => one.id === installationId);
    if (installationId !== undefined && installation === undefined) throw notFound('installation');
    const body = context.req.valid('json');
    const read = readDefinition(body);
    const errors = read.ok ? [] : [...read.errors];
    if (installation?.role === 'admin' && typeof body['name'] === 'string')
      errors.unshift(...(await nameErrors(context, { installationId: installation.id, id, name: body['name'] })));
    return context.json({ errors }, 200);
  });
}

async function nameErrors(context: Context<ApiEnv>, of: { installationId: number; id: string | null; name: string }) {
  const taken = await context.get('tenant')((manager) => takenName(manager, of));
  return taken === null ? [] : [{ field: 'name', detail: takenNameSaid(taken) }];
}
