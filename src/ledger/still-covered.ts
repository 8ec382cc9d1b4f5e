import type { EntityManager } from 'typeorm';
import { type DismissalReach, isDismissed } from '../review/rounds/is-dismissed.js';
import type { Finding } from '../review/types.js';

/** A finding that stays dismissed, and the number of the dismissal that keeps it so. */
export interface StillCovered {
  handle: number;
  number: number;
}

/**
 * The findings of a pull request that a dismissal would cover and that another one keeps dismissed: they do not open
 * when it is forgotten.
 */
export async function stillCovered(
  manager: EntityManager,
  dismissalId: string,
  pullRequestId: string,
): Promise<StillCovered[]> {
  const reaches: DismissalReach[] = await manager.query(
    `SELECT reach AS scope, rule, path, fingerprint, claim, NULL AS "expiresAt" FROM memories WHERE id = $1`,
    [dismissalId],
  );
  const covered: (StillCovered & Pick<Finding, 'rule' | 'category' | 'path' | 'quote' | 'fingerprint'>)[] =
    await manager.query(
      `SELECT f.handle, other.number, f.rule, f.category, f.path, f.quote, f.fingerprint
         FROM findings f JOIN memories other ON other.id = f.dismissal_id
        WHERE f.pull_request_id = $2 AND f.state = 'dismissed' AND other.id <> $1 AND other.state = 'active' ORDER BY f.handle`,
      [dismissalId, pullRequestId],
    );
  return covered
    .filter((finding) => isDismissed(finding, reaches, new Date()) !== null)
    .map(({ handle, number }) => ({ handle, number }));
}
