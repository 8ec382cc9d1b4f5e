import type { DataSource } from 'typeorm';
import type { Octokit } from '../github/client/installation-octokit.js';
import type { PublishPorts } from '../github/publish/publish-ports.js';
import type { PullTarget } from '../github/client/target.js';
import { upsertReply } from '../github/publish/upsert-reply.js';
import type { LedgerFinding } from '../review/types.js';
import { DismissalReason } from './dismissal-reason.js';

/**
 * Asks in the thread of a finding why it is not wanted: at most once for each finding, however often and by whomever
 * this is called (a reply without a reason, a 👎). The caller holds the lease (`publish`). Returns whether it asked now.
 */
export async function askForReason(
  {
    source,
    octokit,
    publish,
    target,
  }: { source: DataSource; octokit: Octokit; publish: PublishPorts; target: PullTarget },
  finding: Pick<LedgerFinding, 'id' | 'handle' | 'state' | 'commentId'>,
): Promise<boolean> {
  if (finding.state !== 'open' || finding.commentId === null) return false;
  const rows: { createdAt: Date }[] = await source.query(
    `SELECT created_at AS "createdAt" FROM findings WHERE id = $1 AND asked_reason_at IS NULL`,
    [finding.id],
  );
  const [unasked] = rows;
  if (unasked === undefined) return false;
  const reasons = DismissalReason.options.map((reason) => `\`${reason}\``).join(' · ');
  await upsertReply(octokit, publish, target, {
    key: `why-${finding.id}`,
    text: `Not wanted? Answer with the reason and F${finding.handle} is dismissed: ${reasons}.`,
    thread: finding.commentId,
    since: unasked.createdAt,
  });
  await source.query('UPDATE findings SET asked_reason_at = now() WHERE id = $1', [finding.id]);
  return true;
}
