import type { DataSource } from 'typeorm';

/**
 * Undoes the dismissal of a finding, with everything that dismissal covered. The dismissal stays as a row and says who
 * undid it. Returns the handles of the findings that are open again in this pull request; the same comment again
 * returns the same, none if there was nothing to undo.
 */
export function reopenFinding(
  source: DataSource,
  entry: { pullRequestId: string; handle: number; by: { id: number; login: string }; commentKey: string },
): Promise<number[]> {
  const { pullRequestId, handle, by, commentKey } = entry;
  return source.transaction(async (manager) => {
    await manager.query('SELECT 1 FROM pull_requests WHERE id = $1 FOR UPDATE', [pullRequestId]);
    const rows: { id: string }[] = await manager.query(
      `SELECT d.id FROM findings f JOIN dismissals d ON d.id = f.dismissal_id
        WHERE f.pull_request_id = $1 AND f.handle = $2
          AND ((f.state = 'dismissed' AND d.undone_at IS NULL) OR d.undone_comment_key = $3)`,
      [pullRequestId, handle, commentKey],
    );
    const id = rows[0]?.id;
    if (id === undefined) return [];
    await manager.query(
      `UPDATE dismissals SET undone_at = now(), undone_by = $2, undone_by_id = $3, undone_comment_key = $4
        WHERE id = $1 AND undone_at IS NULL`,
      [id, by.login, by.id, commentKey],
    );
    await manager.query(
      `UPDATE findings SET state = 'open', dismissed_reason = NULL, dismissed_by = NULL, dismissed_until = NULL
        WHERE dismissal_id = $1 AND state = 'dismissed'`,
      [id],
    );
    const reopened: { handle: number }[] = await manager.query(
      `SELECT handle FROM findings WHERE dismissal_id = $1 AND pull_request_id = $2 AND state = 'open' ORDER BY handle`,
      [id, pullRequestId],
    );
    return reopened.map((finding) => finding.handle);
  });
}
