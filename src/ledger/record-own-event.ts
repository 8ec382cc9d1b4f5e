import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { enqueueWorkflow } from '../database/enqueue-workflow.js';
import { jsonText } from '../database/json-text.js';

interface OwnEvent {
  source: 'manual' | 'schedule';
  type: 'settings.changed' | 'budgets.free';
  installationId: number;
  /** Null: it is about the whole installation. */
  repositoryId: number | null;
  payload: Record<string, unknown>;
}

/** Puts an event of our own into the inbox, in the caller's transaction: the worker follows it like a delivery. */
export async function recordOwnEvent(
  manager: EntityManager,
  { source, type, installationId, repositoryId, payload }: OwnEvent,
): Promise<void> {
  const rows: { id: string }[] = await manager.query(
    `INSERT INTO events (source, event_type, delivery_id, installation_id, github_installation_id, github_repository_id, payload)
     SELECT $5, $6, $1, i.id, i.github_installation_id,
            (SELECT github_repo_id FROM repositories WHERE id = $3 AND installation_id = i.id), $4
       FROM installations i WHERE i.id = $2 RETURNING id`,
    [randomUUID(), installationId, repositoryId, jsonText(payload), source, type],
  );
  const eventId = rows[0]?.id;
  if (eventId === undefined) throw new Error(`There is no installation ${installationId}`);
  await enqueueWorkflow(manager, {
    workflow: 'handle_event',
    queue: 'events',
    id: `event:${eventId}`,
    args: [eventId],
  });
}
