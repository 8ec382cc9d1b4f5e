import type { DataSource } from 'typeorm';
import { jsonText } from '../../database/json-text.js';
import { maskValues } from '../../review/analyzers/mask-values.js';

/** Tables whose rows are reviews that post nothing, each with its `checkpoints`. */
type Kept = 'diff_reviews' | 'replay_reviews';

/**
 * As `keepCheckpoint` of runs, in the row of the review itself: `work` once for a key, over all attempts; what it gave is
 * kept with credentials masked. Throws what `work` and the database throw.
 */
export async function keepInRow<T>(
  source: DataSource,
  { table, id }: { table: Kept; id: string },
  key: string,
  work: () => Promise<T>,
): Promise<T> {
  const rows: { kept: T | null; has: boolean }[] = await source.query(
    `SELECT checkpoints->$2 AS kept, checkpoints ? $2 AS has FROM ${table} WHERE id = $1`,
    [id, key],
  );
  if (rows[0]?.has === true) return rows[0].kept as T;
  const value = await work();
  await source.query(
    `UPDATE ${table} SET checkpoints = checkpoints || jsonb_build_object($2::text, $3::jsonb) WHERE id = $1`,
    [id, key, jsonText(maskValues(value))],
  );
  return value;
}
