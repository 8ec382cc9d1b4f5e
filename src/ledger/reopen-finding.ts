import type { DataSource } from 'typeorm';
import { changeState } from '../memory/change-state.js';
import { reopenCovered } from './forget-memory.js';

/**
 * Undoes the dismissal of a finding, with everything that dismissal covered. The dismissal stays as a row and says who
 * undid it. Returns the handles of the findings that are open again in this pull request; the same comment or request
 * (`key`) again returns the same, none if there was nothing to undo.
 */
export function reopenFinding(
  source: Pick<DataSource, 'transaction'>,
  entry: { pullRequestId: string; handle: number; by: { id: number; login: string }; key: string },
): Promise<number[]> {
  const { pullRequestId, handle, by, key } = entry;
  return source.transaction(async (manager) => {
    await manager.query('SELECT 1 FROM pull_requests WHERE id = $1 FOR UPDATE', [pullRequestId]);
    const rows: { id: string; installationId: number; number: number }[] = await manager.query(
      `SELECT d.id, d.installation_id AS "installationId", d.number FROM findings f JOIN memories d ON d.id = f.dismissal_id
        WHERE f.pull_request_id = $1 AND f.handle = $2
          AND ((f.state = 'dismissed' AND d.state <> 'deleted') OR d.deleted_key = $3)`,
      [pullRequestId, handle, key],
    );
    const [dismissal] = rows;
    if (dismissal === undefined) return [];
    const { id, installationId, number } = dismissal;
    await changeState(manager, { installationId, numbers: [number] }, 'delete', { by, key });
    await reopenCovered(manager, id);
    const reopened: { handle: number }[] = await manager.query(
      `SELECT handle FROM findings WHERE dismissal_id = $1 AND pull_request_id = $2 AND state = 'open' ORDER BY handle`,
      [id, pullRequestId],
    );
    return reopened.map((finding) => finding.handle);
  });
}
