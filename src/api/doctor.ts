import { z } from '@hono/zod-openapi';
import { resource } from './door/check-request.js';
import { defineRoute, json, noQuery } from './door/define-route.js';
import { Problem } from './door/problem.js';
import { administered } from './door/visible-ids.js';
import type { ApiPorts } from './ports.js';

const Doctor = z.object({
  ok: z.boolean(),
  checked_at: z.iso.datetime(),
  checks: z.array(
    z.object({
      name: z.string(),
      ok: z.boolean(),
      found: z.string(),
      mend: z.string().nullable().describe('What to do; null: nothing is wrong'),
    }),
  ),
});

const show = defineRoute(
  { level: 'admin', of: 'caller' },
  {
    method: 'get',
    path: '/doctor',
    summary: 'What is wrong with the server, and how to mend it: the list of `nectr doctor`',
    request: { query: noQuery },
    responses: { 200: { description: 'At most ten seconds old', content: json(Doctor) } },
  },
);

/** `GET /doctor`: of the server, not of what somebody sees; whoever administers nothing here has no part in it. */
export function doctor({ diagnose }: Pick<ApiPorts, 'diagnose'>) {
  return resource().openapi(show, async (context) => {
    const installations = await administered(context);
    if (installations.length === 0) throw new Problem(403, 'This is for administrators of an installation.');
    const { checks, at } = await diagnose(installations);
    const shown = checks.map(({ name, ok, found, mend }) => ({ name, ok, found, mend }));
    return context.json({ ok: checks.every(({ ok }) => ok), checked_at: at.toISOString(), checks: shown }, 200);
  });
}
