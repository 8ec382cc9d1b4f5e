import type { EntityManager } from 'typeorm';
import { groupBy } from '../review/group-by.js';
import { type ActiveDismissal, isDismissed } from '../review/rounds/is-dismissed.js';
import type { Finding } from '../review/types.js';
import { readDismissals } from './read-dismissals.js';

type Reached = Pick<Finding, 'rule' | 'category' | 'path' | 'quote' | 'fingerprint'> & {
  id: string;
  repositoryId: number;
  pullRequestId: string;
};

/**
 * Dismisses those of some findings that are open again and that another dismissal covers all the same, by the one that
 * lasts longest. In the caller's transaction.
 */
export async function coverAgain(manager: EntityManager, findingIds: readonly string[]): Promise<void> {
  const open: Reached[] = await manager.query(
    `SELECT id, rule, category, path, quote, fingerprint, repository_id AS "repositoryId", pull_request_id AS "pullRequestId"
       FROM findings WHERE id = ANY ($1) AND state = 'open'`,
    [findingIds],
  );
  for (const findings of groupBy(open, ({ pullRequestId }) => pullRequestId).values()) {
    const [first] = findings;
    if (first === undefined) continue;
    const dismissals = (await readDismissals(manager, first)).toSorted((one, other) => endOf(other) - endOf(one));
    for (const finding of findings) {
      const dismissal = isDismissed(finding, dismissals, new Date());
      if (dismissal !== null) await dismissBy(manager, finding.id, dismissal);
    }
  }
}

/** Infinity would be none from itself. */
function endOf({ expiresAt }: ActiveDismissal): number {
  return expiresAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
}

async function dismissBy(
  manager: EntityManager,
  findingId: string,
  { id, reason, dismissedBy, expiresAt }: ActiveDismissal,
): Promise<void> {
  await manager.query(
    `UPDATE findings SET state = 'dismissed', dismissal_id = $2, dismissed_reason = $3, dismissed_by = $4, dismissed_until = $5
      WHERE id = $1`,
    [findingId, id, reason, dismissedBy, expiresAt],
  );
}
