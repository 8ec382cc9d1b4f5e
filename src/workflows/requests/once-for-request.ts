import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { jsonText } from '../../database/json-text.js';
import { RefusedRequestError } from './refusal.js';
import type { Request } from './person-request.js';

/** What is asked: `verb` becomes the type of the event (`request.<verb>`), `details` stand in its payload. */
export interface Asked {
  verb: 'dismiss' | 'reopen' | 'review' | 'pause' | 'resume' | 'forget' | 'connect' | 'disconnect' | 'rescan';
  details: object;
}

/**
 * Enters a request as an event of source `manual` and carries it out, once for each id that a person gives; in the
 * caller's transaction. The same one again gets the stored answer. Throws RefusedRequestError where the id stands for
 * another request. An answer survives as JSON.
 */
export async function onceForRequest<T extends object>(
  manager: EntityManager,
  { by, requestId }: Request,
  place: { installationId: number; githubInstallationId: number | null; githubRepoId: number | null },
  { verb, details }: Asked,
  work: (event: { id: string }) => Promise<T>,
): Promise<T> {
  const named = createHash('sha256').update(requestId).digest('hex');
  const deliveryId = `${place.installationId}:${by.githubId}:${named}`;
  const type = `request.${verb}`;
  const payload = jsonText({ person: { id: by.githubId, login: by.login }, ...details });
  const rows: { id: string }[] = await manager.query(
    `INSERT INTO events (source, event_type, delivery_id, installation_id, github_installation_id, github_repository_id, payload,
            status, processed_at)
     VALUES ('manual', $1, $2, $3, $4, $5, $6, 'completed', now()) ON CONFLICT (source, delivery_id) DO NOTHING RETURNING id`,
    [type, deliveryId, place.installationId, place.githubInstallationId, place.githubRepoId, payload],
  );
  const [event] = rows;
  if (event === undefined)
    return storedAnswer<T>(manager, { deliveryId, type, githubRepoId: place.githubRepoId, payload });
  const answer = await work(event);
  await manager.query(`UPDATE events SET payload = payload || jsonb_build_object('answer', $2::jsonb) WHERE id = $1`, [
    event.id,
    jsonText(answer),
  ]);
  return answer;
}

/** A login may be another one by now. */
async function storedAnswer<T>(
  manager: EntityManager,
  {
    deliveryId,
    type,
    githubRepoId,
    payload,
  }: { deliveryId: string; type: string; githubRepoId: number | null; payload: string },
): Promise<T> {
  const rows: { answer: T | null; same: boolean }[] = await manager.query(
    `SELECT payload->'answer' AS answer, event_type = $2 AND github_repository_id IS NOT DISTINCT FROM $4::bigint
              AND payload - 'answer' #- '{person,login}' = $3::jsonb #- '{person,login}' AS same
       FROM events WHERE source = 'manual' AND delivery_id = $1`,
    [deliveryId, type, payload, githubRepoId],
  );
  const [known] = rows;
  if (known === undefined || known.answer === null || !known.same) {
    throw new RefusedRequestError('reused', 'The id of this request was used for another one.');
  }
  return known.answer;
}
