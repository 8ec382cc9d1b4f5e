import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { findPull } from '../events/upsert-pull.js';
import { MADE_BY_US } from './own-event.js';
import type { EventPlace, StartingEvent } from './start-definitions.js';

const Numbered = z.object({ number: z.int().positive() });
/** Where a payload of GitHub names a pull request. */
const Payload = z.object({
  pull_request: Numbered.optional().catch(undefined),
  issue: Numbered.extend({ pull_request: z.unknown() }).optional().catch(undefined),
  check_run: z
    .object({ pull_requests: z.array(Numbered) })
    .optional()
    .catch(undefined),
  check_suite: z
    .object({ pull_requests: z.array(Numbered) })
    .optional()
    .catch(undefined),
});

/** Whether an event is one of GitHub: sent by it, or made by the sweep where its delivery was lost. Pure. */
export function isOfGitHub(source: string): boolean {
  return source === 'github' || source === 'schedule';
}

/** The number of the pull request that a payload of GitHub is about; null: none, or none that it names. Pure. */
export function pullNumberOf(payload: unknown): number | null {
  const { data } = Payload.safeParse(payload);
  if (data?.pull_request !== undefined) return data.pull_request.number;
  if (data?.issue?.pull_request != null) return data.issue.number;
  return (data?.check_run ?? data?.check_suite)?.pull_requests[0]?.number ?? null;
}

/** A recorded event with what of ours it is about; null: it is gone, or belongs to no installation that is served. */
export async function eventPlace(
  manager: EntityManager,
  eventId: string,
): Promise<(EventPlace & { event: StartingEvent; isMadeByUs: boolean }) | null> {
  const rows: {
    source: string;
    type: string;
    payload: unknown;
    createdAt: Date;
    isMadeByUs: boolean;
    installationId: number;
    repository: EventPlace['repository'];
  }[] = await manager.query(
    `SELECT e.source, e.event_type AS type, e.payload, e.created_at AS "createdAt",
            e.error_message IS NOT DISTINCT FROM $2 AS "isMadeByUs", i.id AS "installationId",
            CASE WHEN p.id IS NOT NULL THEN json_build_object('id', p.id, 'fullName', p.full_name) END AS repository
       FROM events e JOIN installations i ON i.id = e.installation_id AND i.is_active
       LEFT JOIN repositories p ON p.installation_id = i.id AND p.github_repo_id = e.github_repository_id AND p.is_active
      WHERE e.id = $1`,
    [eventId, MADE_BY_US],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { source, type, payload, createdAt, isMadeByUs, installationId, repository } = row;
  const number = isOfGitHub(source) ? pullNumberOf(payload) : null;
  const found =
    number === null || repository === null ? null : await findPull(manager, repository.id, { number, headSha: null });
  return {
    event: { id: eventId, source, type, payload, createdAt },
    isMadeByUs,
    installationId,
    repository,
    pull: found && { id: found.id, headSha: found.headSha },
  };
}
