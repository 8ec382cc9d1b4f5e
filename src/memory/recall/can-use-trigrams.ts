import type { DataSource } from 'typeorm';

/**
 * Whether PostgreSQL can compare texts by their trigrams: the migration makes the extension where the user of the
 * database may. Without it memories are found by their words alone. Throws what the database throws.
 */
export async function canUseTrigrams(source: Pick<DataSource, 'query'>): Promise<boolean> {
  const rows: { there: boolean }[] = await source.query(
    `SELECT to_regprocedure('similarity(text, text)') IS NOT NULL AND EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm') AS there`,
  );
  return rows[0]?.there === true;
}

const known = new WeakMap<object, Promise<boolean>>();

/** The same, asked once of each database that is open; a failure is asked again. */
export function trigramsOf(source: Pick<DataSource, 'query'>): Promise<boolean> {
  const before = known.get(source);
  if (before !== undefined) return before;
  const asked = canUseTrigrams(source).catch((error: unknown) => {
    known.delete(source);
    throw error;
  });
  known.set(source, asked);
  return asked;
}
