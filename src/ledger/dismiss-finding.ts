import type { DataSource, EntityManager } from 'typeorm';
import { isDisconnected } from '../memory/is-disconnected.js';
import { holdNumbers, NEXT_NUMBER } from '../memory/next-number.js';
import { RefusedMemoryError } from '../memory/refused-memory-error.js';
import { claimFingerprint, isDismissed, isDismissedOneByOne } from '../review/rounds/is-dismissed.js';
import type { Finding, LedgerFinding } from '../review/types.js';

export interface DismissalEntry {
  installationId: number;
  repositoryId: number;
  pullRequestId: string;
  finding: LedgerFinding;
  scope: 'finding' | 'file' | 'repository';
  /** Set where a wider dismissal means everything of this rule; null: only the same claim. */
  rule: string | null;
  reason: string;
  text: string;
  /** Null: for good. */
  days: number | null;
  by: { id: number; login: string };
  /** Where it was said: in a comment, or to Nectr itself. */
  sourceKind: 'comment' | 'api';
  /** The comment or the request that says so; the same one again changes nothing more. */
  key: string;
  /** The page of the comment; null: there is none. */
  link: string | null;
}

/**
 * Enters a dismissal and marks as dismissed the finding it was said about and, for a wider scope, every open finding
 * of the pull request that it covers, or that another one covers for a shorter time. A secret, or what is about
 * security, is dismissed alone whatever the scope is. Returns the handles of these, and how far the dismissal reaches;
 * none where the same dismissal was undone since. Throws RefusedMemoryError for a repository that is disconnected: what
 * began before that must not bring back what was removed with it.
 */
export function dismissFinding(
  source: Pick<DataSource, 'transaction'>,
  wanted: DismissalEntry,
): Promise<{ handles: number[]; scope: DismissalEntry['scope'] }> {
  const entry = isDismissedOneByOne(wanted.finding) ? { ...wanted, scope: 'finding' as const } : wanted;
  return source.transaction(async (manager) => {
    await manager.query('SELECT 1 FROM pull_requests WHERE id = $1 FOR UPDATE', [entry.pullRequestId]);
    const id = await insertDismissal(manager, entry);
    const covered = entry.scope === 'finding' ? [] : await coveredByIt(manager, entry);
    const rows: [{ handle: number }[], number] = await manager.query(
      `UPDATE findings SET state = 'dismissed', dismissal_id = $2, dismissed_reason = $3, dismissed_by = $4,
              dismissed_until = (SELECT expires_at FROM memories WHERE id = $2)
        WHERE id = ANY ($1) AND EXISTS (SELECT FROM memories WHERE id = $2 AND state = 'active') RETURNING handle`,
      [[entry.finding.id, ...covered], id, entry.reason, entry.by.login],
    );
    return { handles: rows[0].map(({ handle }) => handle).toSorted((a, b) => a - b), scope: entry.scope };
  });
}

async function insertDismissal(manager: EntityManager, entry: DismissalEntry): Promise<string> {
  const { finding, scope, by } = entry;
  await holdNumbers(manager, entry.installationId);
  if (await isDisconnected(manager, entry))
    throw new RefusedMemoryError('The repository is disconnected: nothing is dismissed in it.');
  const rows: { id: string }[] = await manager.query(
    `INSERT INTO memories (installation_id, repository_id, number, type, state, source_kind, pull_request_id, handle, source_key,
            reach, rule, path, fingerprint, claim, reason, text, author_login, author_id, expires_at,
            source_link)
     SELECT $1::integer, $2::integer, ${NEXT_NUMBER}, 'dismissal', 'active', $17, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
            $14, now() + make_interval(days => $15), $16
     ON CONFLICT (pull_request_id, source_key) DO UPDATE SET source_key = EXCLUDED.source_key RETURNING id`,
    [
      entry.installationId,
      entry.repositoryId,
      entry.pullRequestId,
      finding.handle,
      entry.key,
      scope,
      scope === 'finding' ? null : entry.rule,
      scope === 'repository' ? null : finding.path,
      finding.fingerprint,
      claimFingerprint(finding),
      entry.reason,
      entry.text,
      by.login,
      by.id,
      entry.days,
      entry.link,
      entry.sourceKind,
    ],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('PostgreSQL gave no id for the dismissal');
  return id;
}

async function coveredByIt(manager: EntityManager, entry: DismissalEntry): Promise<string[]> {
  const open: (Pick<Finding, 'rule' | 'category' | 'path' | 'quote' | 'fingerprint'> & { id: string })[] =
    await manager.query(
      `SELECT id, rule, category, path, quote, fingerprint FROM findings
      WHERE pull_request_id = $1
        AND (state = 'open' OR (state = 'dismissed' AND dismissed_until < coalesce(now() + make_interval(days => $2), 'infinity')))`,
      [entry.pullRequestId, entry.days],
    );
  const dismissal = {
    scope: entry.scope,
    rule: entry.rule,
    path: entry.scope === 'repository' ? null : entry.finding.path,
    fingerprint: entry.finding.fingerprint,
    claim: claimFingerprint(entry.finding),
    expiresAt: null,
  };
  return open.filter((finding) => isDismissed(finding, [dismissal], new Date())).map((finding) => finding.id);
}
