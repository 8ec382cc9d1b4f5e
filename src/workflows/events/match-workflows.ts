import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { RunPolicy } from './run-policy.js';

/** What a trigger of type `event` waits for. More conditions join here; an unknown one makes the trigger not match. */
const EventConditions = z.strictObject({
  events: z.array(z.string()),
  /** Only comments that ask for one of these: verbs of commands, or `reply` in the thread of a finding. */
  commands: z.array(z.string()).optional(),
  /** Only where the installation has set a condition: what that asks for may have changed. */
  conditional: z.boolean().optional(),
});

export interface MatchedWorkflow {
  id: string;
  name: string;
  policy: RunPolicy;
}

/**
 * The active workflows that an event starts for an installation whose actions are code's (`start-definitions.ts` has
 * those that people define): built-in ones (without installation) that it has not switched off, and its own, in the order
 * of their names. A trigger whose conditions (or workflow whose policy) cannot be read never fires.
 */
export async function matchWorkflows(
  manager: EntityManager,
  event: { type: string; command: string | null },
  installationId: number,
): Promise<MatchedWorkflow[]> {
  const rows: { id: string; name: string; config: unknown; conditions: unknown; isConditional: boolean }[] =
    await manager.query(
      `SELECT w.id, w.name, w.config, t.conditions, s.condition IS NOT NULL AS "isConditional" FROM workflow_triggers t JOIN workflows w ON w.id = t.workflow_id
       LEFT JOIN workflow_switches s ON s.workflow_id = w.id AND s.installation_id = $1
      WHERE COALESCE(s.enabled, true) AND t.enabled AND t.trigger_type = 'event' AND w.status = 'active' AND w.definition IS NULL
        AND (w.installation_id IS NULL OR w.installation_id = $1)
      ORDER BY w.name, w.id`,
      [installationId],
    );
  const matching = rows.flatMap(({ id, name, config, conditions, isConditional }) => {
    const policy = RunPolicy.safeParse(config ?? {});
    return policy.success && matches(conditions, { ...event, isConditional })
      ? [{ id, name, policy: policy.data }]
      : [];
  });
  return [...new Map(matching.map((workflow) => [workflow.id, workflow])).values()];
}

function matches(
  conditions: unknown,
  { type, command, isConditional }: { type: string; command: string | null; isConditional: boolean },
): boolean {
  const parsed = EventConditions.safeParse(conditions);
  if (!parsed.success || !parsed.data.events.includes(type)) return false;
  const { commands, conditional = false } = parsed.data;
  if (conditional && !isConditional) return false;
  return commands === undefined || (command !== null && commands.includes(command));
}
