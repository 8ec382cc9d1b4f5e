import type { EntityManager } from 'typeorm';
import { enqueueWorkflow } from '../../database/enqueue-workflow.js';
import { jsonText } from '../../database/json-text.js';
import { type Refusal, RefusedRequestError, type RequestSource, wholeRequest } from '../requests/refusal.js';
import { refuseAway, requestedRepository } from '../requests/requested-repository.js';
import type { TriedSettings } from './replay-result.js';

export interface ReplayRequest {
  /** Ours. */
  installationId: number;
  repositoryId: number;
  userId: number;
  pullRequests: number;
  /** Checked by whoever calls. */
  settings: TriedSettings;
}

/**
 * Asks for a replay; one of a repository at a time, since it costs money. Whether the person may is asked by whoever
 * calls.
 */
export function requestReplay(
  source: RequestSource,
  asked: ReplayRequest,
): Promise<{ kind: 'replay'; id: string } | Refusal> {
  return wholeRequest(source, async (manager) => ({ kind: 'replay' as const, id: await start(manager, asked) }));
}

async function start(
  manager: EntityManager,
  { installationId, repositoryId, userId, pullRequests, settings }: ReplayRequest,
): Promise<string> {
  const repository = await requestedRepository(manager, installationId, repositoryId);
  refuseAway(repository);
  // The row of the repository is held: two that ask at the same time see each other's.
  const waiting: unknown[] = await manager.query(
    `SELECT FROM replays WHERE repository_id = $1 AND status IN ('pending', 'running')`,
    [repositoryId],
  );
  if (waiting.length > 0)
    throw new RefusedRequestError(
      'refused',
      `A replay of ${repository.fullName} is under way: wait for it, or cancel it.`,
    );
  const rows: { id: string }[] = await manager.query(
    `INSERT INTO replays (installation_id, repository_id, user_id, pull_requests, settings) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
    [installationId, repositoryId, userId, pullRequests, jsonText(settings)],
  );
  const id = rows[0]?.id ?? '';
  await enqueueWorkflow(manager, {
    workflow: 'run_replay',
    queue: 'replays',
    id: `replay:${id}`,
    args: [id],
    partitionKey: String(installationId),
  });
  return id;
}

/** Ends a replay that waits or runs, at the latest before its next step; false: it has ended already. */
export async function cancelReplay(
  manager: Pick<EntityManager, 'query'>,
  { id, by }: { id: string; by: string },
): Promise<boolean> {
  const [rows]: [unknown[], number] = await manager.query(
    `UPDATE replays SET status = 'cancelled', reason = $2, completed_at = now()
      WHERE id = $1 AND status IN ('pending', 'running') RETURNING id`,
    [id, `cancelled by ${by}`],
  );
  return rows.length > 0;
}
