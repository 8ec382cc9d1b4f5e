import type { DataSource } from 'typeorm';
import { jsonText } from '../../database/json-text.js';
import { maskValues } from '../../review/analyzers/mask-values.js';
import type { ListedPull } from '../../github/read/list-merged-pulls.js';
import { watchRow, type RowWatch } from '../durable/watch-row.js';
import { TriedSettings, type ReplayResult } from './replay-result.js';

/** What a replay needs to know of itself. */
export interface ReplayRecord {
  id: string;
  installationId: number;
  githubInstallationId: number;
  repositoryId: number;
  githubRepoId: number;
  fullName: string;
  defaultBranch: string;
  pullRequests: number;
  settings: TriedSettings;
}

/** One review of it that has to be made. */
export interface ReplayItem {
  id: string;
  /** The place among the settings. */
  setting: number;
  pullNumber: number;
  mergeSha: string | null;
}

/** How it ended; `reason` is fit for who reads the page. */
export interface ReplayEnd {
  status: 'completed' | 'stopped' | 'failed' | 'cancelled';
  reason: string | null;
}

/**
 * Marks one that waits as running, with the model that is asked (null: none), and returns its record; null if it has
 * ended, is gone, or is not wanted any more.
 */
export async function claimReplay(source: DataSource, id: string, model: string | null): Promise<ReplayRecord | null> {
  await source.query(
    `UPDATE replays SET status = 'running', model = $2, started_at = COALESCE(started_at, now())
      WHERE id = $1 AND status IN ('pending', 'running')`,
    [id, model?.slice(0, 100) ?? null],
  );
  const reason = await stopReason(source, id);
  if (reason !== null) {
    await endReplay(source, id, { status: 'cancelled', reason });
    return null;
  }
  const rows: (Omit<ReplayRecord, 'settings'> & { settings: unknown })[] = await source.query(
    `SELECT p.id, p.installation_id AS "installationId", i.github_installation_id::float8 AS "githubInstallationId",
            p.repository_id AS "repositoryId", r.github_repo_id::float8 AS "githubRepoId", r.full_name AS "fullName",
            r.default_branch AS "defaultBranch", p.pull_requests AS "pullRequests", p.settings
       FROM replays p JOIN installations i ON i.id = p.installation_id JOIN repositories r ON r.id = p.repository_id
      WHERE p.id = $1`,
    [id],
  );
  const [row] = rows;
  return row === undefined ? null : { ...row, settings: TriedSettings.parse(row.settings) };
}

/** Looks every `intervalMs` whether it is still wanted. */
export function watchReplay(source: DataSource, id: string, intervalMs: number): RowWatch {
  return watchRow(() => stopReason(source, id), intervalMs);
}

async function stopReason(source: DataSource, id: string): Promise<string | null> {
  const rows: { reason: string | null }[] = await source.query(
    `SELECT CASE WHEN p.status <> 'running' THEN COALESCE(p.reason, p.status)
                 WHEN NOT (r.is_active AND i.is_active) THEN 'the repository is not served any more' END AS reason
       FROM replays p JOIN installations i ON i.id = p.installation_id JOIN repositories r ON r.id = p.repository_id
      WHERE p.id = $1`,
    [id],
  );
  return rows[0] === undefined ? 'removed' : rows[0].reason;
}

/**
 * Enters the pull requests that were chosen, once for each setting, with the commit up to which lines are followed. A
 * pull request is reviewed with all settings before the next one, so that a replay that stops compares what it has.
 */
export async function chooseItems(
  source: DataSource,
  { id, installationId, repositoryId, settings }: ReplayRecord,
  { pulls, headSha }: { pulls: readonly ListedPull[]; headSha: string },
): Promise<ReplayItem[]> {
  return source.transaction(async (manager) => {
    for (const { number, title, author, mergedAt, mergeSha } of pulls)
      await manager.query(
        `INSERT INTO replay_reviews (installation_id, repository_id, replay_id, setting, pull_number, title, author, merged_at, merge_sha)
         SELECT $1, $2, $3, setting, $4, $5, $6, $7, $8 FROM generate_series(0, $9::int - 1) AS setting
         ON CONFLICT DO NOTHING`,
        [installationId, repositoryId, id, number, title, author?.slice(0, 255), mergedAt, mergeSha, settings.length],
      );
    await manager.query(
      `UPDATE replays SET head_sha = $2, reviews_total = (SELECT count(*) FROM replay_reviews WHERE replay_id = $1) WHERE id = $1`,
      [id, headSha],
    );
    return manager.query(
      `SELECT id, setting, pull_number AS "pullNumber", merge_sha AS "mergeSha" FROM replay_reviews
        WHERE replay_id = $1 ORDER BY merged_at DESC, pull_number DESC, setting`,
      [id],
    );
  });
}

/** Notes that a review has begun. */
export async function beginItem(source: DataSource, id: string): Promise<void> {
  await source.query(`UPDATE replay_reviews SET started_at = COALESCE(started_at, now()) WHERE id = $1`, [id]);
}

/** Writes what a review said, or why there is none, only once; the replay tells how far it is. */
export async function endItem(
  source: DataSource,
  { id, replayId }: { id: string; replayId: string },
  end: { result: ReplayResult } | { failure: string },
): Promise<void> {
  const [result, failure] = 'result' in end ? [jsonText(maskValues(end.result)), null] : [null, end.failure];
  await source.transaction(async (manager) => {
    await manager.query(
      `UPDATE replay_reviews SET status = $2, result = $3, error_message = $4, completed_at = now(), checkpoints = '{}'
        WHERE id = $1 AND status = 'pending'`,
      [id, failure === null ? 'completed' : 'failed', result, failure],
    );
    await manager.query(
      `UPDATE replays SET reviews_done = (SELECT count(*) FROM replay_reviews WHERE replay_id = $1 AND status <> 'pending')
        WHERE id = $1`,
      [replayId],
    );
  });
}

/** Writes how a replay ended, only once. */
export async function endReplay(source: DataSource, id: string, { status, reason }: ReplayEnd): Promise<void> {
  await source.query(
    `UPDATE replays SET status = $2, reason = $3, completed_at = now() WHERE id = $1 AND status IN ('pending', 'running')`,
    [id, status, reason],
  );
  await source.query(`UPDATE replay_reviews SET checkpoints = '{}' WHERE replay_id = $1 AND checkpoints <> '{}'`, [id]);
}

/** Ends those that the engine has given up; what the model answered goes. Returns their ids. */
export async function sweepReplays(source: DataSource): Promise<string[]> {
  const dead: { id: string }[] = await source.query(
    `WITH dead AS (
       UPDATE replays p SET status = 'failed', completed_at = now(), reason = 'the worker died at it'
         FROM dbos.workflow_status s
        WHERE s.workflow_uuid = 'replay:' || p.id AND p.status IN ('pending', 'running')
          AND s.status IN ('SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')
          AND s.updated_at < (extract(epoch FROM now()) * 1000)::bigint - 1000 RETURNING p.id),
     emptied AS (
       UPDATE replay_reviews v SET checkpoints = '{}' FROM dead WHERE v.replay_id = dead.id AND v.checkpoints <> '{}')
     SELECT id FROM dead`,
  );
  return dead.map(({ id }) => id);
}
