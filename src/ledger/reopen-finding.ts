import type { DataSource, EntityManager } from 'typeorm';
import { changeState } from '../memory/change-state.js';
import { reopenCovered } from './forget-memory.js';
import { RESOLVED } from './record-signals.js';
import { stillCovered } from './still-covered.js';

/**
 * Undoes the dismissal of a finding, with everything that dismissal covered. The dismissal stays as a row and says who
 * undid it. Returns the handles of the findings of this pull request that it does not keep dismissed any more: they are
 * open, or another dismissal covers them, too. The same comment or request (`key`) again returns the same, none if there
 * was nothing to undo.
 */
export function reopenFinding(
  source: Pick<DataSource, 'transaction'>,
  entry: { pullRequestId: string; handle: number; by: { id: number; login: string }; key: string },
): Promise<number[]> {
  const { pullRequestId, by, key } = entry;
  return source.transaction(async (manager) => {
    await manager.query('SELECT 1 FROM pull_requests WHERE id = $1 FOR UPDATE', [pullRequestId]);
    const dismissal = (await undoneBy(manager, pullRequestId, key)) ?? (await dismissalOf(manager, entry));
    if (dismissal === null) return [];
    const { id, installationId, number } = dismissal;
    await changeState(manager, { installationId, numbers: [number] }, 'delete', { by, key });
    await reopenCovered(manager, id);
    const reopened: { handle: number }[] = await manager.query(
      `SELECT handle FROM findings WHERE dismissal_id = $1 AND pull_request_id = $2 AND state = 'open' ORDER BY handle`,
      [id, pullRequestId],
    );
    const kept = await stillCovered(manager, id, pullRequestId);
    return [...new Set([...reopened, ...kept].map((finding) => finding.handle))].toSorted((one, other) => one - other);
  });
}

interface Undone {
  id: string;
  installationId: number;
  number: number;
}

/** What the same comment undid before: the finding may be another dismissal's since. */
async function undoneBy(manager: EntityManager, pullRequestId: string, commentKey: string): Promise<Undone | null> {
  const rows: Undone[] = await manager.query(
    `SELECT d.id, d.installation_id AS "installationId", d.number
       FROM memories d JOIN pull_requests p ON p.repository_id = d.repository_id
      WHERE p.id = $1 AND d.type = 'dismissal' AND d.state = 'deleted' AND d.deleted_key = $2`,
    [pullRequestId, commentKey],
  );
  return rows[0] ?? null;
}

/** Null: the finding is open, or it was closed by resolving its thread. */
async function dismissalOf(
  manager: EntityManager,
  { pullRequestId, handle }: { pullRequestId: string; handle: number },
): Promise<Undone | null> {
  const rows: Undone[] = await manager.query(
    `SELECT d.id, d.installation_id AS "installationId", d.number FROM findings f JOIN memories d ON d.id = f.dismissal_id
      WHERE f.pull_request_id = $1 AND f.handle = $2 AND f.state = 'dismissed' AND d.state <> 'deleted'
        AND f.dismissed_reason IS DISTINCT FROM $3`,
    [pullRequestId, handle, RESOLVED],
  );
  return rows[0] ?? null;
}
