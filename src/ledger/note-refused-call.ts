import type { DataSource } from 'typeorm';
import type { Spent } from '../claude/spending-limits.js';

/** Begins the trigger key of a review that comes because a budget has room again. */
export const BUDGET_TRIGGER = 'budget:';

/**
 * Notes the call of a review that a budget of the installation, the repository or the server had no room for, with the
 * most that it would have cost: the largest of the run counts. Gives what the reader of the review is told about it,
 * to stand behind the reason; a head is reviewed again once, so nothing of one that was.
 */
export async function noteRefusedCall(
  source: Pick<DataSource, 'query'>,
  run: { id: string; triggerKey: string },
  { tokens, dollars }: Spent,
): Promise<string> {
  await source.query(
    `UPDATE workflow_runs SET refused_tokens = greatest(refused_tokens, $2::bigint), refused_dollars = greatest(refused_dollars, $3::numeric)
      WHERE id = $1`,
    [run.id, tokens, dollars],
  );
  return run.triggerKey.startsWith(BUDGET_TRIGGER) ? '' : '; then, or when it is raised, this head is reviewed again';
}
