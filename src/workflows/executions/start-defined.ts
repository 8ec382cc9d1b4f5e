import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { ensureRepository } from '../../installations/ensure-repository.js';
import { findPull } from '../events/upsert-pull.js';
import { eventPlace, pullNumberOf } from './event-place.js';
import { startDefinitions, startWebhook, type EventPlace } from './start-definitions.js';

const Named = z.object({ repository: z.object({ full_name: z.string() }) });

interface RecordedEvent {
  id: string;
  source: string;
  event_type: string;
  payload: unknown;
}

/** Starts what people have defined for an event of any source, in the caller's transaction. Returns the execution ids. */
export async function startDefined(manager: EntityManager, event: RecordedEvent): Promise<string[]> {
  const { id, source, event_type: type, payload } = event;
  if (source === 'webhook') return startWebhook(manager, { id, source, type, payload });
  if (!(await isWaitedFor(manager, type))) return [];
  const place = source === 'github' ? await placeOfGitHub(manager, payload) : await placeOf(manager, event);
  return place === null ? [] : startDefinitions(manager, { id, source, type, payload }, place);
}

/** Nearly no event is: the others cost one look at a small table. */
async function isWaitedFor(manager: EntityManager, eventType: string): Promise<boolean> {
  const rows: unknown[] = await manager.query(
    `SELECT 1 FROM workflow_triggers t JOIN workflows w ON w.id = t.workflow_id
      WHERE t.enabled AND t.trigger_type = 'event' AND t.conditions->'events' ? $1 AND w.definition IS NOT NULL LIMIT 1`,
    [eventType],
  );
  return rows.length > 0;
}

/** Null: nothing may run there. */
async function placeOfGitHub(manager: EntityManager, payload: unknown): Promise<EventPlace | null> {
  const owner = await ensureRepository(manager, payload);
  if ('refused' in owner) return null;
  const { installation, repository } = owner;
  const number = pullNumberOf(payload);
  const pull = number === null ? null : await findPull(manager, repository.id, { number, headSha: null });
  return {
    installationId: installation.id,
    repository: { id: repository.id, fullName: Named.safeParse(payload).data?.repository.full_name ?? '' },
    pull: pull && { id: pull.id, headSha: pull.headSha },
  };
}

/** Of an integration: the installation that it belongs to, and the repository if it names one. */
async function placeOf(manager: EntityManager, { id }: RecordedEvent): Promise<EventPlace | null> {
  const place = await eventPlace(manager, id);
  return place && { ...place, pull: null };
}
