import type { DataSource } from 'typeorm';
import type { CallEnd, ModelCall } from '../claude/meter-claude.js';
import type { Spent } from '../claude/spending-limits.js';

/** A run that calls the model, a pull request out of which something is learned after its run, the review of a diff, or one of a replay. */
export interface ModelRun {
  /** Null: none of them; only the day of the repository is kept. */
  id: string | null;
  installationId: number;
  repositoryId: number;
  /** What `id` is of; a run unless told. */
  of?: keyof typeof USE;
}

/** Where the sums of each are kept. */
const USE = {
  run: 'SELECT model_tokens::float8 AS tokens, model_cost::float8 AS dollars FROM workflow_runs WHERE id = $1',
  pull: 'SELECT learn_tokens::float8 AS tokens, learn_cost::float8 AS dollars FROM pull_requests WHERE id = $1',
  diff: 'SELECT model_tokens::float8 AS tokens, model_cost::float8 AS dollars FROM diff_reviews WHERE id = $1',
  replay: 'SELECT model_tokens::float8 AS tokens, model_cost::float8 AS dollars FROM replay_reviews WHERE id = $1',
} as const;

/** What a run, the review of a diff or one of a replay has spent by now, over its restarts, or learning from a pull request. */
export async function readRunUse(source: DataSource, { id, of = 'run' }: ModelRun): Promise<Spent> {
  const rows: Spent[] = await source.query(USE[of], [id]);
  return rows[0] ?? { tokens: 0, dollars: 0 };
}

/**
 * Enters a call into the day of its repository (UTC, by the clock of the database) and into its run, in one statement.
 * A repository that is gone by now keeps no books.
 */
export async function addModelUse(source: DataSource, run: ModelRun, { model, end, usage }: ModelCall): Promise<void> {
  const tokens = usage.inputTokens + usage.outputTokens + usage.cacheReadTokens + usage.cacheWriteTokens;
  const ended = (wanted: CallEnd) => (end === wanted ? 1 : 0);
  await source.query(
    `WITH run AS (
       UPDATE workflow_runs SET model_tokens = model_tokens + $13::bigint, model_cost = model_cost + $12::numeric
        WHERE id = $1 AND $15 = 'run'
     ), pull AS (
       UPDATE pull_requests SET learn_tokens = learn_tokens + $13::bigint, learn_cost = learn_cost + $12::numeric
        WHERE id = $1 AND $15 = 'pull'
     ), diff AS (
       UPDATE diff_reviews SET model_tokens = model_tokens + $13::bigint, model_cost = model_cost + $12::numeric
        WHERE id = $1 AND $15 = 'diff'
     ), replay AS (
       UPDATE replay_reviews SET model_tokens = model_tokens + $13::bigint, model_cost = model_cost + $12::numeric
        WHERE id = $1 AND $15 = 'replay'
     )
     INSERT INTO model_usage AS m (installation_id, repository_id, day, model, requests, limited, unavailable, refused, aborted, estimated,
                                   tokens_in, tokens_out, tokens_cache_read, tokens_cache_write, cost)
     SELECT installation_id, id, (now() AT TIME ZONE 'UTC')::date, $3, 1, $4::int, $5::int, $6::int, $7::int, $14::int,
            $8::bigint, $9::bigint, $10::bigint, $11::bigint, $12::numeric
       FROM repositories WHERE id = $2
     ON CONFLICT (installation_id, day, repository_id, model) DO UPDATE SET
       requests = m.requests + 1, limited = m.limited + EXCLUDED.limited,
       unavailable = m.unavailable + EXCLUDED.unavailable, refused = m.refused + EXCLUDED.refused,
       aborted = m.aborted + EXCLUDED.aborted, estimated = m.estimated + EXCLUDED.estimated,
       tokens_in = m.tokens_in + EXCLUDED.tokens_in, tokens_out = m.tokens_out + EXCLUDED.tokens_out,
       tokens_cache_read = m.tokens_cache_read + EXCLUDED.tokens_cache_read,
       tokens_cache_write = m.tokens_cache_write + EXCLUDED.tokens_cache_write, cost = m.cost + EXCLUDED.cost`,
    [
      run.id,
      run.repositoryId,
      model.slice(0, 100),
      ended('limited'),
      ended('unavailable'),
      ended('refused'),
      ended('aborted'),
      usage.inputTokens,
      usage.outputTokens,
      usage.cacheReadTokens,
      usage.cacheWriteTokens,
      usage.cost,
      tokens,
      usage.estimated ? 1 : 0,
      run.of ?? 'run',
    ],
  );
}
