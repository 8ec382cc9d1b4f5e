import type { DataSource } from 'typeorm';
import { z } from 'zod';

type Source = Pick<DataSource, 'query'>;

const PREFIX = 'claude refuses ';
const Refused = z.object({ message: z.string(), at: z.coerce.date() });

/** What a worker was refused by Claude and only the operator can mend. */
export interface ModelRefusal extends z.output<typeof Refused> {
  model: string;
}

/** Notes that a model refuses what is asked, for the doctor and `/health` of all processes. `message` is the refusal's. */
export async function noteModelRefusal(source: Source, model: string, message: string): Promise<void> {
  await source.query(
    `INSERT INTO sync_cursors (name, value) VALUES ($1, jsonb_build_object('message', $2::text, 'at', now()))
     ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value, updated_at = now()`,
    [PREFIX + model, message],
  );
}

/** A model answers again; null: what is known of all of them is from before, such as before a start with another key. */
export async function forgetModelRefusal(source: Source, model: string | null): Promise<void> {
  if (model === null) await source.query('DELETE FROM sync_cursors WHERE starts_with(name, $1)', [PREFIX]);
  else await source.query('DELETE FROM sync_cursors WHERE name = $1', [PREFIX + model]);
}

/** The newest one; null: no model refuses. */
export async function readModelRefusal(source: Source): Promise<ModelRefusal | null> {
  const rows: { name: string; value: unknown }[] = await source.query(
    'SELECT name, value FROM sync_cursors WHERE starts_with(name, $1) ORDER BY updated_at DESC LIMIT 1',
    [PREFIX],
  );
  const parsed = Refused.safeParse(rows[0]?.value);
  return parsed.success ? { model: (rows[0]?.name ?? '').slice(PREFIX.length), ...parsed.data } : null;
}
