import type { DataSource } from 'typeorm';
import type { PeriodSpending, SpendingLimit, Spent } from '../claude/spending-limits.js';

/** Budgets that people set for an installation and one of its repositories, and what was spent against them by now. */
export interface Spending {
  limits: SpendingLimit[];
  spending: PeriodSpending;
}

interface Row {
  budgets: {
    of: SpendingLimit['of'];
    dailyDollars: number | null;
    monthlyDollars: number | null;
    dailyTokens: number | null;
    monthlyTokens: number | null;
    setBy: string;
  }[];
  installationDay: Spent;
  installationMonth: Spent;
  repositoryDay: Spent;
  repositoryMonth: Spent;
  dayEnds: Date;
  monthEnds: Date;
}

/**
 * Read anew before each call: other processes spend at the same time. By the clock of the database, in UTC; the days of
 * the month are summed only where a budget asks for them. Throws what the database throws.
 */
export async function readSpending(
  source: DataSource,
  { installationId, repositoryId }: { installationId: number; repositoryId: number },
): Promise<Spending> {
  const rows: Row[] = await source.query(
    `WITH clock AS (SELECT (now() AT TIME ZONE 'UTC')::date AS today, date_trunc('month', now() AT TIME ZONE 'UTC')::date AS month),
          set_budgets AS (SELECT * FROM budgets WHERE installation_id = $1 AND (repository_id IS NULL OR repository_id = $2)),
          used AS (
            SELECT repository_id = $2 AS own, day = today AS now,
                   tokens_in + tokens_out + tokens_cache_read + tokens_cache_write AS tokens, cost
              FROM model_usage, clock
             WHERE installation_id = $1 AND day <= today
               AND day >= CASE WHEN EXISTS (SELECT FROM set_budgets WHERE monthly_dollars IS NOT NULL OR monthly_tokens IS NOT NULL) THEN month ELSE today END)
     SELECT (SELECT COALESCE(json_agg(json_build_object(
                      'of', CASE WHEN repository_id IS NULL THEN 'installation' ELSE 'repository' END,
                      'dailyDollars', daily_dollars::float8, 'monthlyDollars', monthly_dollars::float8,
                      'dailyTokens', daily_tokens, 'monthlyTokens', monthly_tokens, 'setBy', set_by)), '[]') FROM set_budgets) AS budgets,
            ${sumOf('now')} AS "installationDay", ${sumOf('true')} AS "installationMonth",
            ${sumOf('own AND now')} AS "repositoryDay", ${sumOf('own')} AS "repositoryMonth",
            (SELECT (today + 1)::timestamp AT TIME ZONE 'UTC' FROM clock) AS "dayEnds",
            (SELECT (month + interval '1 month') AT TIME ZONE 'UTC' FROM clock) AS "monthEnds"
       FROM used`,
    [installationId, repositoryId],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('an aggregate gives one row');
  return {
    limits: row.budgets.flatMap(
      ({ of, dailyDollars, monthlyDollars, dailyTokens, monthlyTokens, setBy }): SpendingLimit[] => [
        { of, period: 'day', dollars: dailyDollars, tokens: dailyTokens, setBy },
        { of, period: 'month', dollars: monthlyDollars, tokens: monthlyTokens, setBy },
      ],
    ),
    spending: {
      installation: { day: row.installationDay, month: row.installationMonth },
      repository: { day: row.repositoryDay, month: row.repositoryMonth },
      ends: { day: row.dayEnds, month: row.monthEnds },
    },
  };
}

function sumOf(which: string): string {
  return `json_build_object('tokens', COALESCE(sum(tokens) FILTER (WHERE ${which}), 0),
    'dollars', COALESCE(sum(cost) FILTER (WHERE ${which}), 0)::float8)`;
}
