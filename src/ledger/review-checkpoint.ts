import type { DataSource } from 'typeorm';
import { jsonText } from '../database/json-text.js';
import { maskValues } from '../review/analyzers/mask-values.js';

/**
 * Runs `work` once for a run and key: what it answered is kept, and given back when the step comes again after a crash
 * or a wait (fault F10). Values are small and survive JSON; credentials in them are masked, and come back masked.
 * Throws what `work` throws; then nothing is kept.
 */
export async function keepCheckpoint<T>(
  source: DataSource,
  run: { id: string; installationId: number },
  key: string,
  work: () => Promise<T>,
): Promise<T> {
  const rows: { value: T }[] = await source.query(
    'SELECT value FROM review_checkpoints WHERE run_id = $1 AND key = $2',
    [run.id, key],
  );
  if (rows[0]) return rows[0].value;
  const value = await work();
  await source.query(
    `INSERT INTO review_checkpoints (run_id, key, installation_id, value) VALUES ($1, $2, $3, $4)
     ON CONFLICT (run_id, key) DO NOTHING`,
    [run.id, key, run.installationId, jsonText(maskValues(value))],
  );
  return value;
}
