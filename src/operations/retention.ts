import type { DataSource } from 'typeorm';
import { IDLE_DAYS } from '../access/sessions/session-life.js';
import { UNDO_DAYS } from '../memory/change-state.js';
import { archiveRows } from './archive-rows.js';

/** How long things are kept, in days (data-model.md, "Retention"). */
export interface RetentionDays {
  executionLogs: number;
  runs: number;
  failedEvents: number;
  events: number;
  /** Scans that have ended, and what they told. */
  scans: number;
  /** Settings that were tried on merged pull requests, and what they said. */
  replays: number;
  /** What Claude said of leads: of a rule only its latest cases count. */
  leadJudgements: number;
  /** Memories that were deleted or have run out: for so long they can be brought back. */
  memories: number;
  /** API tokens that ran out or were revoked. */
  apiTokens: number;
}

export const defaultRetention: RetentionDays = {
  executionLogs: 30,
  runs: 90,
  failedEvents: 30,
  events: 90,
  scans: 90,
  replays: 90,
  leadJudgements: 365,
  memories: UNDO_DAYS,
  apiTokens: 90,
};

const BATCH = 1000;

/**
 * Removes what is older than `days` says, in batches, engine rows with their runs. A review outlives its run; work that
 * has not ended stays, however old. With a folder, runs and their logs are written there first, and stay for the rest
 * of their day; an archive that cannot be written keeps them and is thrown, after everything else was purged. Returns
 * how many rows of each kind went.
 */
export async function purge(
  source: DataSource,
  days: RetentionDays = defaultRetention,
  archiveFolder: string | null = null,
): Promise<Record<string, number>> {
  let failure: unknown = null;
  // Before the events go, which they name.
  const runs = await (
    archiveFolder === null ? purgeRuns(source, days) : archiveRuns(source, days, archiveFolder)
  ).catch((error: unknown) => {
    failure = error ?? new Error('runs were not purged');
    return {};
  });
  const others = await purgeOthers(source, days);
  if (failure !== null) throw failure;
  return { ...runs, ...others };
}

async function archiveRuns(source: DataSource, days: RetentionDays, folder: string): Promise<Record<string, number>> {
  return {
    executionLogs: await archiveRows(source, folder, 'logs', days.executionLogs),
    runs: await archiveRows(source, folder, 'runs', days.runs),
  };
}

async function purgeRuns(source: DataSource, days: RetentionDays): Promise<Record<string, number>> {
  return {
    executionLogs: await inBatches((limit) =>
      count(
        source,
        `DELETE FROM execution_logs WHERE (id, created_at) IN (SELECT id, created_at FROM execution_logs
          WHERE created_at < now() - make_interval(days => $1) LIMIT $2) RETURNING 1`,
        [days.executionLogs, limit],
      ),
    ),
    runs: await inBatches((limit) =>
      count(
        source,
        `DELETE FROM workflow_runs WHERE id IN (SELECT id FROM workflow_runs
          WHERE status NOT IN ('pending', 'running') AND completed_at < now() - make_interval(days => $1) LIMIT $2) RETURNING 1`,
        [days.runs, limit],
      ),
    ),
  };
}

async function purgeOthers(source: DataSource, days: RetentionDays): Promise<Record<string, number>> {
  return {
    engineRows: await inBatches((limit) => purgeEngine(source, days.runs, limit)),
    failedEvents: await inBatches((limit) => purgeEvents(source, "status = 'failed'", days.failedEvents, limit)),
    events: await inBatches((limit) => purgeEvents(source, "status IN ('completed', 'ignored')", days.events, limit)),
    scans: await inBatches((limit) =>
      count(
        source,
        `DELETE FROM scans WHERE id IN (SELECT s.id FROM scans s
          WHERE s.status NOT IN ('pending', 'running') AND s.completed_at < now() - make_interval(days => $1)
            -- The last word on a repository stays, or what was forgotten would be read again.
            AND EXISTS (SELECT FROM scans later WHERE later.repository_id = s.repository_id AND later.id > s.id) LIMIT $2) RETURNING 1`,
        [days.scans, limit],
      ),
    ),
    leadJudgements: await inBatches((limit) =>
      count(
        source,
        `DELETE FROM lead_judgements WHERE (pull_request_id, fingerprint) IN (SELECT pull_request_id, fingerprint FROM lead_judgements
          WHERE judged_at < now() - make_interval(days => $1) LIMIT $2) RETURNING 1`,
        [days.leadJudgements, limit],
      ),
    ),
    memories: await inBatches((limit) =>
      count(
        source,
        // What the recall index still has of it goes there first; where there is no index any more it is not waited for.
        `DELETE FROM memories WHERE id IN (SELECT id FROM memories
          WHERE least(deleted_at, expires_at) < now() - make_interval(days => $1)
            AND (mem0_id IS NULL OR least(deleted_at, expires_at) < now() - make_interval(days => 2 * $1)) LIMIT $2) RETURNING 1`,
        [days.memories, limit],
      ),
    ),
    changes: await inBatches((limit) =>
      count(
        source,
        `DELETE FROM changes WHERE (xid, id) IN (SELECT xid, id FROM changes
          WHERE created_at < now() - interval '1 hour' LIMIT $1) RETURNING 1`,
        [limit],
      ),
    ),
    diffReviews: await inBatches((limit) =>
      count(
        source,
        `DELETE FROM diff_reviews WHERE id IN (SELECT id FROM diff_reviews
          WHERE created_at < now() - interval '1 day' LIMIT $1) RETURNING 1`,
        [limit],
      ),
    ),
    replays: await inBatches((limit) =>
      count(
        source,
        `DELETE FROM replays WHERE id IN (SELECT id FROM replays
          WHERE completed_at < now() - make_interval(days => $1) LIMIT $2) RETURNING 1`,
        [days.replays, limit],
      ),
    ),
    idempotencyKeys: await inBatches((limit) =>
      count(
        source,
        `DELETE FROM idempotency_keys WHERE (user_id, key) IN (SELECT user_id, key FROM idempotency_keys
          WHERE created_at < now() - interval '1 day' LIMIT $1) RETURNING 1`,
        [limit],
      ),
    ),
    requestCounts: await inBatches((limit) =>
      count(
        source,
        `DELETE FROM request_counts WHERE subject IN (SELECT subject FROM request_counts
          WHERE minute < now() - interval '1 day' LIMIT $1) RETURNING 1`,
        [limit],
      ),
    ),
    oauthStates: await inBatches((limit) =>
      count(
        source,
        'DELETE FROM oauth_states WHERE id IN (SELECT id FROM oauth_states WHERE expires_at < now() LIMIT $1) RETURNING 1',
        [limit],
      ),
    ),
    sessions: await inBatches((limit) =>
      count(
        source,
        `DELETE FROM sessions WHERE id IN (SELECT id FROM sessions
          WHERE expires_at < now() OR last_seen_at < now() - make_interval(days => $1) LIMIT $2) RETURNING 1`,
        [IDLE_DAYS, limit],
      ),
    ),
    apiTokens: await inBatches((limit) =>
      count(
        source,
        `DELETE FROM api_tokens WHERE id IN (SELECT id FROM api_tokens
          WHERE least(expires_at, revoked_at) < now() - make_interval(days => $1) LIMIT $2) RETURNING 1`,
        [days.apiTokens, limit],
      ),
    ),
  };
}

async function inBatches(remove: (limit: number) => Promise<number>): Promise<number> {
  for (let total = 0; ;) {
    const removed = await remove(BATCH);
    total += removed;
    if (removed < BATCH) return total;
  }
}

async function count(source: DataSource, sql: string, parameters: unknown[]): Promise<number> {
  const [rows]: [unknown[], number] = await source.query(sql, parameters);
  return rows.length;
}

function purgeEvents(source: DataSource, condition: string, days: number, limit: number): Promise<number> {
  return count(
    source,
    `DELETE FROM events WHERE id IN (SELECT id FROM events WHERE ${condition}
      AND created_at < now() - make_interval(days => $1) LIMIT $2) RETURNING 1`,
    [days, limit],
  );
}

/** The engine's tables have no foreign keys: children first (durable-engine.md 31). */
async function purgeEngine(source: DataSource, days: number, limit: number): Promise<number> {
  return source.transaction(async (manager) => {
    const old: { id: string }[] = await manager.query(
      `SELECT workflow_uuid AS id FROM dbos.workflow_status
        WHERE completed_at < (extract(epoch FROM now() - make_interval(days => $1)) * 1000)::bigint
          AND status IN ('SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED') ORDER BY completed_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [days, limit],
    );
    const ids = old.map(({ id }) => id);
    for (const table of ['workflow_input', 'workflow_output', 'operation_outputs', 'workflow_status']) {
      await manager.query(`DELETE FROM dbos.${table} WHERE workflow_uuid = ANY ($1)`, [ids]);
    }
    return ids.length;
  });
}
