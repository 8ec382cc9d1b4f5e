import { z } from 'zod';
import { HEALTHY, type Health } from '../services/integration-type.js';
import { callLinear, type LinearCall } from './call-linear.js';

/** Asks who the API key belongs to, and whether it can see the team. */
export async function checkHealth(call: LinearCall): Promise<Health> {
  const { team } = call.config;
  const { teams } = await callLinear(call, {
    query: 'query Health($team: TeamFilter) { viewer { id } teams(filter: $team, first: 1) { nodes { id } } }',
    variables: { team: { key: { eqIgnoreCase: team } } },
    answer: z.object({
      viewer: z.object({ id: z.string() }),
      teams: z.object({ nodes: z.array(z.object({ id: z.string() })) }),
    }),
  });
  if (teams.nodes.length > 0) return HEALTHY;
  return { status: 'degraded', detail: `The API key cannot see team ${team}: no issue can be made there.` };
}
