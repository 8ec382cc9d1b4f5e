import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { pausePullByPerson, resumePullByPerson } from '../workflows/requests/pause-by-person.js';
import type { ApiEnv } from './door/api-env.js';
import { actorOf, carryOut } from './door/carry-out.js';
import { resource } from './door/check-request.js';
import { defineRoute, noQuery } from './door/define-route.js';
import { notFound } from './door/problem.js';
import { plainText } from './lists/filters.js';
import { findPull } from './queries/find-pull.js';

const params = z.object({
  owner: plainText(255),
  repo: plainText(255),
  number: z.coerce.number().int().min(1).max(2_147_483_647).openapi({ type: 'integer' }),
});
const Paused = z.object({
  repo: z.string(),
  pr_number: z.int(),
  paused: z.boolean(),
  execution_ids: z.array(z.string()).openapi({ description: 'The runs that show it on the pull request' }),
});

const pause = defineRoute(
  { level: 'write', of: 'repository' },
  {
    method: 'post',
    path: '/repos/{owner}/{repo}/pulls/{number}/pause',
    summary: 'Pause the automatic reviews of a pull request, as /nectr pause does',
    request: { query: noQuery, params },
    responses: { 202: { description: 'They are paused', content: { 'application/json': { schema: Paused } } } },
  },
);
const resume = defineRoute(
  { level: 'write', of: 'repository' },
  {
    method: 'post',
    path: '/repos/{owner}/{repo}/pulls/{number}/resume',
    summary: 'Go on with the automatic reviews of a pull request, as /nectr resume does',
    request: { query: noQuery, params },
    responses: {
      202: {
        description: 'They go on; `started` tells whether the head is reviewed now',
        content: { 'application/json': { schema: Paused.extend({ started: z.boolean() }) } },
      },
    },
  },
);

/** `POST /repos/{owner}/{repo}/pulls/{number}/pause` and `/resume`: what the commands do, in the caller's name. */
export function pullActions() {
  return resource()
    .openapi(pause, async (context) => {
      const { number } = context.req.valid('param');
      const { id: repositoryId, installation, fullName } = context.get('repository');
      const pullRequestId = await idOf(context, { repositoryId, number });
      const { executionIds } = await carryOut(
        actorOf(context),
        installation.id,
        (manager, asked) => pausePullByPerson(manager, { ...asked, pullRequestId }),
        () => ({
          repositoryId,
          action: 'pull.paused',
          objectType: 'pull_request',
          objectId: pullRequestId,
          details: { number },
        }),
      );
      return context.json({ repo: fullName, pr_number: number, paused: true, execution_ids: executionIds }, 202);
    })
    .openapi(resume, async (context) => {
      const { number } = context.req.valid('param');
      const { id: repositoryId, installation, fullName } = context.get('repository');
      const pullRequestId = await idOf(context, { repositoryId, number });
      const { executionIds, started } = await carryOut(
        actorOf(context),
        installation.id,
        (manager, asked) => resumePullByPerson(manager, { ...asked, pullRequestId }),
        (done) => ({
          repositoryId,
          action: 'pull.resumed',
          objectType: 'pull_request',
          objectId: pullRequestId,
          details: { number, started: done.started },
        }),
      );
      const shown = { repo: fullName, pr_number: number, paused: false, started, execution_ids: executionIds };
      return context.json(shown, 202);
    });
}

async function idOf(context: Context<ApiEnv>, pull: { repositoryId: number; number: number }): Promise<string> {
  const found = await context.get('tenant')((manager) => findPull(manager, pull));
  if (found === null) throw notFound('pull request');
  return found.id;
}
