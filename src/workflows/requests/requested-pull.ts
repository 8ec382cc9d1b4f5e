import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { lockPull } from '../events/lock-pull.js';
import { RefusedRequestError } from './refusal.js';
import { refuseAway, type RequestedRepository } from './requested-repository.js';

/** The pull request that a request is about. */
export interface RequestedPull extends RequestedRepository {
  pullRequestId: string;
  number: number;
  state: 'open' | 'closed';
  headSha: string;
  paused: boolean;
}

/** What names it: its own id, or that of a finding or review of it. */
export type PullName = { pullRequestId: string } | { findingId: string } | { reviewId: string };

/**
 * Finds a pull request of an installation and holds it until the transaction ends, as its events do. Throws
 * RefusedRequestError where there is none, and where nothing may run.
 */
export async function requestedPull(
  manager: EntityManager,
  installationId: number,
  name: PullName,
): Promise<RequestedPull> {
  const id = await idOf(manager, installationId, name);
  const rows: { repositoryId: number; number: number }[] = await manager.query(
    'SELECT repository_id AS "repositoryId", number FROM pull_requests WHERE id = $1 AND installation_id = $2',
    [id, installationId],
  );
  const [place] = rows;
  if (place === undefined) throw missing(name);
  // In the order in which the events of GitHub lock: what is asked may need the repository after its pull request.
  await manager.query('SELECT 1 FROM repositories WHERE id = $1 FOR SHARE', [place.repositoryId]);
  await lockPull(manager, place.repositoryId, place.number);
  const pulls: RequestedPull[] = await manager.query(
    `SELECT q.id AS "pullRequestId", q.number, q.state, q.head_sha AS "headSha", q.paused, q.installation_id AS "installationId",
            i.github_installation_id::float8 AS "githubInstallationId", p.id AS "repositoryId",
            p.github_repo_id::float8 AS "githubRepoId", p.full_name AS "fullName", p.is_active AS "isActive",
            p.disconnected_at IS NOT NULL AS "isDisconnected", i.suspended_at IS NOT NULL AS "isSuspended",
            i.deleted_at IS NOT NULL AS "isUninstalled"
       FROM pull_requests q JOIN repositories p ON p.id = q.repository_id JOIN installations i ON i.id = q.installation_id
      WHERE q.id = $1 AND q.installation_id = $2 FOR UPDATE OF q`,
    [id, installationId],
  );
  const [pull] = pulls;
  if (pull === undefined) throw missing(name);
  refuseAway(pull);
  return pull;
}

async function idOf(manager: EntityManager, installationId: number, name: PullName): Promise<string | null> {
  const id = 'findingId' in name ? name.findingId : 'reviewId' in name ? name.reviewId : name.pullRequestId;
  if (!z.guid().safeParse(id).success) return null;
  if ('pullRequestId' in name) return id;
  const rows: { id: string }[] = await manager.query(
    `SELECT pull_request_id AS id FROM ${'findingId' in name ? 'findings' : 'reviews'} WHERE id = $1 AND installation_id = $2`,
    [id, installationId],
  );
  return rows[0]?.id ?? null;
}

function missing(name: PullName): RefusedRequestError {
  const what = 'findingId' in name ? 'finding' : 'reviewId' in name ? 'review' : 'pull request';
  return new RefusedRequestError('not found', `There is no such ${what}.`);
}
