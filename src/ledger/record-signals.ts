import type { DataSource } from 'typeorm';
import { jsonText } from '../database/json-text.js';
import { coverAgain } from './cover-again.js';
import { isOpenNow } from './finding-state.js';

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
 * Enters the signals of a pull request's findings. An open finding (one whose dismissal has run out, too) whose thread a
 * person resolved is dismissed by that (promise 4: resolved ones are never told again); if the thread is opened again,
 * so is the finding, where no dismissal covers it.
 */
export function recordSignals(source: DataSource, signals: readonly FindingSignal[]): Promise<void> {
  if (signals.length === 0) return Promise.resolve();
  const rows = signals.map(({ findingId, threadId, resolvedBy, thumbsUp, thumbsDown }) => ({
    id: findingId,
    thread_id: threadId,
    resolved_by: resolvedBy,
    up: thumbsUp,
    down: thumbsDown,
  }));
  return source.transaction(async (manager) => {
    await manager.query(
      `UPDATE findings f SET github_thread_id = s.thread_id, thumbs_up = s.up, thumbs_down = s.down
         FROM json_to_recordset($1::json) AS s(id uuid, thread_id text, up int, down int) WHERE f.id = s.id`,
      [jsonText(rows)],
    );
    await manager.query(
      `UPDATE findings f SET state = 'dismissed', dismissed_reason = $2, dismissed_by = s.resolved_by, dismissed_until = NULL,
              dismissal_id = NULL
         FROM json_to_recordset($1::json) AS s(id uuid, resolved_by text)
        WHERE f.id = s.id AND s.resolved_by IS NOT NULL
          AND ${isOpenNow('f')}`,
      [jsonText(rows), RESOLVED],
    );
    const [opened]: [{ id: string }[], number] = await manager.query(
      `UPDATE findings f SET state = 'open', dismissed_reason = NULL, dismissed_by = NULL, dismissal_id = NULL
         FROM json_to_recordset($1::json) AS s(id uuid, resolved_by text)
        WHERE f.id = s.id AND s.resolved_by IS NULL AND f.state = 'dismissed' AND f.dismissed_reason = $2 RETURNING f.id`,
      [jsonText(rows), RESOLVED],
    );
    await coverAgain(
      manager,
      opened.map(({ id }) => id),
    );
  });
}
