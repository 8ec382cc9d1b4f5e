import type { DataSource } from 'typeorm';

/** What people did to the comment of a finding since the last look. */
export interface FindingSignal {
  findingId: string;
  /** GraphQL id of its thread. */
  threadId: string;
  /** Login of the person who resolved the thread; null: it is open. */
  resolvedBy: string | null;
  thumbsUp: number;
  thumbsDown: number;
}

/** How a finding is marked whose thread a person resolved: closed without a word, and open again with the thread. */
export const RESOLVED = 'thread resolved';

/**
 * Enters the signals of a pull request's findings. An open finding whose thread a person resolved is dismissed by that
 * (promise 4: resolved ones are never told again); if the thread is opened again, so is the finding.
 */
export async function recordSignals(source: DataSource, signals: readonly FindingSignal[]): Promise<void> {
  if (signals.length === 0) return;
  await source.query(
    `UPDATE findings f
        SET github_thread_id = s.thread_id, thumbs_up = s.up, thumbs_down = s.down,
            state = CASE WHEN f.state = 'open' AND s.resolved_by IS NOT NULL THEN 'dismissed'
                         WHEN f.state = 'dismissed' AND f.dismissed_reason = $2 AND s.resolved_by IS NULL THEN 'open'
                         ELSE f.state END,
            dismissed_reason = CASE WHEN f.state = 'open' AND s.resolved_by IS NOT NULL THEN $2 ELSE f.dismissed_reason END,
            dismissed_by = CASE WHEN f.state = 'open' AND s.resolved_by IS NOT NULL THEN s.resolved_by ELSE f.dismissed_by END
       FROM json_to_recordset($1::json) AS s(id uuid, thread_id text, resolved_by text, up int, down int)
      WHERE f.id = s.id`,
    [
      JSON.stringify(
        signals.map(({ findingId, threadId, resolvedBy, thumbsUp, thumbsDown }) => ({
          id: findingId,
          thread_id: threadId,
          resolved_by: resolvedBy,
          up: thumbsUp,
          down: thumbsDown,
        })),
      ),
      RESOLVED,
    ],
  );
}
