import type { DataSource } from 'typeorm';

/** All calls of one model: by outcome, tokens by kind, US dollars. */
export interface ModelTotals {
  model: string;
  calls: Record<'answered' | 'limited' | 'unavailable' | 'refused' | 'aborted', number>;
  tokens: Record<'input' | 'output' | 'cache_read' | 'cache_write', number>;
  cost: number;
}

/** What all installations together have asked of each model and spent on it. */
export async function readModelTotals(source: DataSource): Promise<ModelTotals[]> {
  return source.query(
    `SELECT model,
            json_build_object('answered', sum(requests - limited - unavailable - refused - aborted), 'limited', sum(limited),
              'unavailable', sum(unavailable), 'refused', sum(refused), 'aborted', sum(aborted)) AS calls,
            json_build_object('input', sum(tokens_in), 'output', sum(tokens_out), 'cache_read', sum(tokens_cache_read),
              'cache_write', sum(tokens_cache_write)) AS tokens,
            sum(cost)::float8 AS cost
       FROM model_usage GROUP BY model ORDER BY model`,
  );
}
