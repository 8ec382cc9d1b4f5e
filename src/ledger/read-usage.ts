import type { EntityManager } from 'typeorm';

/** What one repository used of one model on one day. */
export interface UsageRow {
  /** `2026-11-29`, UTC. */
  date: string;
  /** Null: from before repositories were told apart. */
  repository: string | null;
  model: string;
  /** Calls, those without an answer too. */
  requests: number;
  tokens_in: number;
  tokens_out: number;
  tokens_cache_read: number;
  tokens_cache_write: number;
  cost_usd: number;
}

/** The longest time that is looked back at once. */
export const MOST_DAYS = 365;

/**
 * Tokens and dollars by day, repository and model, newest day first; today is the last of `days`. `repositoryIds` are
 * those that the reader may see; `whole`: administrators, who also see what belongs to no repository. Throws RangeError
 * for `days` that are not from 1 to 365, else what the database throws.
 */
export async function readUsage(
  manager: EntityManager,
  {
    installationIds,
    repositoryIds,
    whole,
    days,
  }: {
    installationIds: readonly number[];
    repositoryIds: readonly number[];
    /** Installations of which everything is shown. */
    whole: readonly number[];
    days: number;
  },
): Promise<UsageRow[]> {
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) throw new RangeError(`days is from 1 to ${MOST_DAYS}`);
  return manager.query(
    `SELECT to_char(m.day, 'YYYY-MM-DD') AS date, r.full_name AS repository, m.model,
            sum(m.requests)::int AS requests, sum(m.tokens_in)::float8 AS tokens_in, sum(m.tokens_out)::float8 AS tokens_out,
            sum(m.tokens_cache_read)::float8 AS tokens_cache_read, sum(m.tokens_cache_write)::float8 AS tokens_cache_write,
            sum(m.cost)::float8 AS cost_usd
       FROM model_usage m LEFT JOIN repositories r ON r.id = m.repository_id
      WHERE m.installation_id = ANY ($1)
        AND (m.repository_id = ANY ($2) OR m.installation_id = ANY ($3))
        AND m.day > (now() AT TIME ZONE 'UTC')::date - $4::int AND m.day <= (now() AT TIME ZONE 'UTC')::date
      GROUP BY m.day, r.full_name, m.model ORDER BY m.day DESC, r.full_name NULLS LAST, m.model`,
    [installationIds, repositoryIds, whole, days],
  );
}
