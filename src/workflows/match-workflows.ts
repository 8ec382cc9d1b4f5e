import type { EntityManager } from 'typeorm';
import { z } from 'zod';

/** What a trigger of type `event` waits for. More conditions join here; an unknown one makes the trigger not match. */
const EventConditions = z.strictObject({ events: z.array(z.string()) });

/**
 * The active workflows that an event starts for an installation: built-in ones (without installation) and its own,
 * in the order of their names. A trigger whose conditions cannot be read never fires.
 */
export async function matchWorkflows(
  manager: EntityManager,
  eventType: string,
  installationId: number,
): Promise<{ id: string; name: string }[]> {
  const rows: { id: string; name: string; conditions: unknown }[] = await manager.query(
    `SELECT w.id, w.name, t.conditions FROM workflow_triggers t JOIN workflows w ON w.id = t.workflow_id
      WHERE t.enabled AND t.trigger_type = 'event' AND w.status = 'active'
        AND (w.installation_id IS NULL OR w.installation_id = $1)
      ORDER BY w.name, w.id`,
    [installationId],
  );
  const matching = rows.filter(({ conditions }) => {
    const parsed = EventConditions.safeParse(conditions);
    return parsed.success && parsed.data.events.includes(eventType);
  });
  return [...new Map(matching.map(({ id, name }) => [id, { id, name }])).values()];
}
