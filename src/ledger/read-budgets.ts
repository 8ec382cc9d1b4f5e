import type { EntityManager } from 'typeorm';
import type { BudgetAmounts } from './budget-input.js';

/** What was spent by now (UTC), cached tokens included. */
export interface BudgetSpent {
  daily_dollars: number;
  daily_tokens: number;
  monthly_dollars: number;
  monthly_tokens: number;
}

/** One budget; amounts are null where there is no limit. */
export interface BudgetState extends BudgetAmounts {
  spent: BudgetSpent;
  /** Null: nobody, there is none. */
  set_by: string | null;
  set_at: Date | null;
}

/** As the API gives them. */
export interface Budgets {
  installation: BudgetState;
  /** Those with a budget of their own, by name. */
  repositories: (BudgetState & { repository: string })[];
  /** When what was spent today, and this month, counts no more. */
  day_ends: Date;
  month_ends: Date;
}

/** The budgets of an installation and how far they are spent. Null: it is not there, or not to be seen. */
export async function readBudgets(manager: EntityManager, installationId: number): Promise<Budgets | null> {
  const rows: Budgets[] = await manager.query(
    `WITH clock AS (SELECT (now() AT TIME ZONE 'UTC')::date AS today, date_trunc('month', now() AT TIME ZONE 'UTC')::date AS month),
          used AS (
            SELECT repository_id, day = today AS now, cost,
                   tokens_in + tokens_out + tokens_cache_read + tokens_cache_write AS tokens
              FROM model_usage, clock WHERE installation_id = $1 AND day BETWEEN month AND today),
          states AS (
            SELECT r.id AS repository_id, r.full_name AS repository, json_build_object(
                     'review_dollars', b.review_dollars::float8, 'review_tokens', b.review_tokens,
                     'daily_dollars', b.daily_dollars::float8, 'daily_tokens', b.daily_tokens,
                     'monthly_dollars', b.monthly_dollars::float8, 'monthly_tokens', b.monthly_tokens, 'set_by', b.set_by, 'set_at', b.updated_at,
                     'spent', (SELECT json_build_object(
                         'daily_dollars', COALESCE(sum(cost) FILTER (WHERE now), 0)::float8,
                         'monthly_dollars', COALESCE(sum(cost), 0)::float8,
                         'monthly_tokens', COALESCE(sum(tokens), 0),
                         'daily_tokens', COALESCE(sum(tokens) FILTER (WHERE now), 0))
                       FROM used u WHERE r.id IS NULL OR u.repository_id = r.id)) AS state
              FROM (SELECT NULL::int AS id, NULL AS full_name UNION ALL
                    SELECT id, full_name FROM repositories WHERE installation_id = $1) r
              LEFT JOIN budgets b ON b.installation_id = $1 AND b.repository_id IS NOT DISTINCT FROM r.id
             WHERE r.id IS NULL OR b.id IS NOT NULL)
     SELECT (SELECT state FROM states WHERE repository_id IS NULL) AS installation,
            (SELECT COALESCE(json_agg(jsonb_build_object('repository', repository) || state::jsonb ORDER BY repository), '[]')
               FROM states WHERE repository_id IS NOT NULL) AS repositories,
            (today + 1)::timestamp AT TIME ZONE 'UTC' AS day_ends,
            (month + interval '1 month') AT TIME ZONE 'UTC' AS month_ends
       FROM clock WHERE EXISTS (SELECT FROM installations WHERE id = $1)`,
    [installationId],
  );
  const [row] = rows;
  if (row === undefined) return null;
  return { ...row, installation: dated(row.installation), repositories: row.repositories.map(dated) };
}

/** JSON knows no dates. */
function dated<T extends BudgetState>(state: T): T {
  return { ...state, set_at: state.set_at === null ? null : new Date(state.set_at) };
}
