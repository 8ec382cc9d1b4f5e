import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { ensureRepository } from '../../installations/ensure-repository.js';
import type { OwnIdentity } from '../../github/client/own-identity.js';
import { findPull } from '../events/upsert-pull.js';
import { eventPlace, isOfGitHub, pullNumberOf } from './event-place.js';
import { isMadeByUs, MADE_BY_US } from './own-event.js';
import { startDefinitions, startWebhook, type EventPlace } from './start-definitions.js';

const Named = z.object({ repository: z.object({ full_name: z.string() }) });

interface RecordedEvent {
  id: string;
  source: string;
  event_type: string;
  /** Ours; of GitHub's first events it is not known. */
  installation_id: number | null;
  payload: unknown;
  created_at: Date;
}

/**
 * Starts what people have defined for an event of any source, in the caller's transaction. `self`: our App on GitHub, null
 * if it is not known. Returns the execution ids, and why nothing is started that waits for it.
 */
export async function startDefined(
  manager: EntityManager,
  event: RecordedEvent,
  self: OwnIdentity | null,
): Promise<{ runs: string[]; refused: string | null }> {
  const { id, source, event_type: type, payload, created_at: createdAt } = event;
  const starting = { id, source, type, payload, createdAt };
  if (source === 'webhook') return { runs: await startWebhook(manager, starting), refused: null };
  if (!(await isWaitedFor(manager, event))) return { runs: [], refused: null };
  if (await isMadeByUs(manager, event, self)) return { runs: [], refused: MADE_BY_US };
  const place = isOfGitHub(source) ? await placeOfGitHub(manager, payload) : await placeOf(manager, event);
  return { runs: place === null ? [] : await startDefinitions(manager, starting, place), refused: null };
}

/** Most events are not: they cost one look at a small table. */
async function isWaitedFor(manager: EntityManager, { id, event_type: type }: RecordedEvent): Promise<boolean> {
  const rows: unknown[] = await manager.query(
    `SELECT 1 FROM events e
       JOIN installations i ON i.id = COALESCE(e.installation_id,
              (SELECT o.id FROM installations o WHERE o.github_installation_id = e.github_installation_id))
       JOIN workflow_triggers t ON t.enabled AND t.trigger_type = 'event' AND t.conditions->'events' ? $2
       JOIN workflows w ON w.id = t.workflow_id AND w.definition IS NOT NULL AND w.errors IS NULL
       LEFT JOIN workflow_switches s ON s.workflow_id = w.id AND s.installation_id = i.id
      WHERE e.id = $1 AND CASE WHEN w.installation_id IS NULL THEN s.enabled ELSE w.installation_id = i.id AND w.status = 'active' END
      LIMIT 1`,
    [id, type],
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
