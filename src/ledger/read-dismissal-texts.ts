import type { DataSource } from 'typeorm';
import { isDismissedNow } from './finding-state.js';

export interface DismissalText {
  handle: number;
  /** `M7`, by which it is named and undone. */
  number: number;
  reason: string;
  text: string;
  scope: 'finding' | 'file' | 'repository';
  dismissedBy: string;
  expiresAt: Date | null;
}

/** Why findings of a pull request are dismissed, by handle; those that are not are left out. */
export function readDismissalTexts(
  source: DataSource,
  pullRequestId: string,
  handles: readonly number[],
): Promise<DismissalText[]> {
  return source.query(
    `SELECT f.handle, d.number, d.reason, d.text, d.reach AS scope, d.author_login AS "dismissedBy", d.expires_at AS "expiresAt"
       FROM findings f JOIN memories d ON d.id = f.dismissal_id
      WHERE f.pull_request_id = $1 AND f.handle = ANY ($2) AND ${isDismissedNow('f')}`,
    [pullRequestId, handles],
  );
}
