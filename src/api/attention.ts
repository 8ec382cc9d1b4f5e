import { z } from '@hono/zod-openapi';
import { visibleIds, administered } from './door/visible-ids.js';
import { resource } from './door/check-request.js';
import { defineRoute, json } from './door/define-route.js';
import { plainText } from './lists/filters.js';
import type { ApiPorts } from './ports.js';
import { readAttention } from './queries/read-attention.js';
import { Execution, executionShown } from './shapes/execution.js';
import { Finding, findingOf } from './shapes/finding.js';

function firstOf<T extends z.ZodType>(item: T) {
  return z.object({ first: z.array(item), of: z.int() }).openapi({ description: 'The first, and how many there are' });
}

const Attention = z.object({
  must_fix: firstOf(Finding).openapi({ description: 'Open must-fix findings of open pull requests' }),
  failed_runs: firstOf(Execution).openapi({
    description: 'Of the last 7 days, where no newer run has taken their place',
  }),
  approvals: firstOf(
    Execution.extend({ wanted: z.array(z.string()).openapi({ description: 'Logins, and `write` or `admin`' }) }),
  ).openapi({ description: 'Runs that wait for somebody to approve them, the most urgent first' }),
});

const show = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'get',
    path: '/attention',
    summary: 'What waits for a person now',
    request: {
      query: z.strictObject({
        repo: plainText(512).optional().openapi({ description: 'Such as acme/shop; all that you can see unless told' }),
      }),
    },
    responses: { 200: { description: 'By what it is', content: json(Attention) } },
  },
);

/** `GET /attention`. */
export function attention({ githubUrl }: Pick<ApiPorts, 'githubUrl'>) {
  return resource().openapi(show, async (context) => {
    const { repo } = context.req.valid('query');
    const repositoryIds = await visibleIds(context, repo);
    const { installations } = await context.get('access')();
    const found = await context.get('tenant')(async (manager) =>
      readAttention(manager, {
        repositoryIds,
        // What is about no repository is not about this one.
        administered: repo === undefined ? await administered(context) : [],
        installationIds: installations.map(({ id }) => id),
      }),
    );
    const { mustFix, failedRuns, approvals } = found;
    return context.json(
      {
        must_fix: { ...mustFix, first: mustFix.first.map((row) => findingOf(row, githubUrl)) },
        failed_runs: { ...failedRuns, first: failedRuns.first.map(executionShown) },
        approvals: {
          ...approvals,
          first: approvals.first.map(({ wanted, ...row }) => ({
            ...executionShown(row),
            wanted: z.array(z.string()).safeParse(wanted).data ?? [],
          })),
        },
      },
      200,
    );
  });
}
