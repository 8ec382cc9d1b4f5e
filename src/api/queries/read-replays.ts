import type { EntityManager } from 'typeorm';
import type { REPLAY_STATUSES } from '../../database/entities/replay.js';
import type { Effort } from '../../review/types.js';
import type { Paid, PaidLately, PaidReviews } from '../../workflows/replays/estimate-replay.js';
import type { ReplayFinding, ReplayResult, TriedSettings } from '../../workflows/replays/replay-result.js';
import { isAfter, microsOf, type Place } from '../lists/newest-first.js';

/** A replay as a list shows it. */
export interface ReplayRow {
  id: string;
  repo: string;
  status: (typeof REPLAY_STATUSES)[number];
  reason: string | null;
  pull_requests: number;
  settings: TriedSettings;
  model: string | null;
  head_sha: string | null;
  reviews_total: number | null;
  reviews_done: number;
  requested_by: string | null;
  tokens: number;
  cost_usd: number;
  created_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
  micros: string;
}

const ROW = `SELECT p.id, r.full_name AS repo, p.status, p.reason, p.pull_requests, p.settings, p.model, p.head_sha, p.reviews_total,
       p.reviews_done, u.login AS requested_by, used.tokens, used.cost_usd, p.created_at, p.started_at, p.completed_at,
       ${microsOf('p.created_at')} AS micros
  FROM replays p JOIN repositories r ON r.id = p.repository_id LEFT JOIN users u ON u.id = p.user_id
  CROSS JOIN LATERAL (SELECT COALESCE(sum(model_tokens), 0)::float8 AS tokens, COALESCE(sum(model_cost), 0)::float8 AS cost_usd
                        FROM replay_reviews v WHERE v.replay_id = p.id) used`;

/** The replays of a repository, newest first. */
export function listReplays(
  manager: EntityManager,
  { repositoryId, after, limit }: { repositoryId: number; after: Place | null; limit: number },
): Promise<ReplayRow[]> {
  return manager.query(
    `${ROW} WHERE p.repository_id = $1 AND ${isAfter('p.created_at', 'p.id', ['$2', '$3'])}
      ORDER BY p.created_at DESC, p.id DESC LIMIT $4`,
    [repositoryId, after?.micros ?? null, after?.id ?? null, limit],
  );
}

/** One of a repository; null: there is none of this id. */
export async function readReplay(
  manager: EntityManager,
  { id, repositoryId }: { id: string; repositoryId: number },
): Promise<ReplayRow | null> {
  const rows: ReplayRow[] = await manager.query(`${ROW} WHERE p.id = $1 AND p.repository_id = $2`, [id, repositoryId]);
  return rows[0] ?? null;
}

/** A review of a replay, its findings without their texts. */
export interface ReplayReviewRow {
  setting: number;
  pull_number: number;
  title: string;
  author: string | null;
  merged_at: Date;
  status: 'pending' | 'completed' | 'failed';
  error: string | null;
  started_at: Date | null;
  cost: number;
  /** Null: there is none (yet). */
  result:
    | (Pick<ReplayResult, 'outcome' | 'reason' | 'drawn' | 'tokens' | 'duration_ms' | 'effort'> & {
        findings: Pick<ReplayFinding, 'severity' | 'inline' | 'fate' | 'named_by_people'>[];
      })
    | null;
}

/** All reviews of a replay: the pull request that was merged last first. */
export function listReplayReviews(manager: EntityManager, replayId: string): Promise<ReplayReviewRow[]> {
  return manager.query(
    `SELECT setting, pull_number, title, author, merged_at, status, error_message AS error, started_at, model_cost::float8 AS cost,
            CASE WHEN result IS NOT NULL THEN jsonb_build_object('outcome', result->'outcome', 'reason', result->'reason', 'drawn', result->'drawn',
              'tokens', result->'tokens', 'effort', result->'effort', 'duration_ms', result->'duration_ms', 'findings', (
                SELECT COALESCE(jsonb_agg(jsonb_build_object('severity', f->'severity', 'inline', f->'inline', 'fate', f->'fate',
                         'named_by_people', f->'named_by_people')), '[]') FROM jsonb_array_elements(result->'findings') f)) END AS result
       FROM replay_reviews WHERE replay_id = $1 ORDER BY merged_at DESC, pull_number DESC, setting`,
    [replayId],
  );
}

/** What each setting said of one pull request; empty: it is not among them. */
export function listReplayFindings(
  manager: EntityManager,
  { replayId, number }: { replayId: string; number: number },
): Promise<{ setting: number; title: string; result: unknown }[]> {
  return manager.query(
    'SELECT setting, title, result FROM replay_reviews WHERE replay_id = $1 AND pull_number = $2 ORDER BY setting',
    [replayId, number],
  );
}

/** What the last reviews cost, of a repository and of all of its installation. */
export async function readPaidReviews(
  manager: EntityManager,
  { installationId, repositoryId }: { installationId: number; repositoryId: number },
): Promise<PaidLately> {
  const rows: (Paid & { of: keyof PaidLately; effort: Effort | null })[] = await manager.query(
    `WITH lately AS (
       SELECT repository_id, cost::float8 AS cost, duration_ms::float8 AS ms, effort, created_at AS at FROM reviews
        WHERE installation_id = $1 AND outcome IN ('reviewed', 'partial') AND cost > 0 AND created_at > now() - interval '90 days'
       UNION ALL
       SELECT repository_id, model_cost::float8, (result->>'duration_ms')::float8, result->>'effort', completed_at FROM replay_reviews
        WHERE installation_id = $1 AND status = 'completed' AND model_cost > 0),
     chosen AS (
       (SELECT 'repository' AS of, cost, ms, effort FROM lately WHERE repository_id = $2 ORDER BY at DESC LIMIT 100)
       UNION ALL
       (SELECT 'installation', cost, ms, effort FROM lately ORDER BY at DESC LIMIT 100))
     SELECT of, effort, count(*)::int AS reviews, avg(cost) AS mean_usd, avg(ms) AS mean_ms,
            percentile_cont(0.9) WITHIN GROUP (ORDER BY cost) AS most_usd
       FROM chosen GROUP BY GROUPING SETS ((of), (of, effort)) HAVING GROUPING(effort) = 1 OR effort IS NOT NULL`,
    [installationId, repositoryId],
  );
  const paidOf = (of: keyof PaidLately): PaidReviews | null => {
    const own = rows.filter((row) => row.of === of);
    const all = own.find(({ effort }) => effort === null);
    if (all === undefined) return null;
    return {
      all,
      byEffort: Object.fromEntries(own.flatMap((row) => (row.effort === null ? [] : [[row.effort, row]]))),
    };
  };
  return { repository: paidOf('repository'), installation: paidOf('installation') };
}
