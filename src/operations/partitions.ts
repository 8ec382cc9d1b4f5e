import type { DataSource } from 'typeorm';

const MONTHS_AHEAD = 3;

/** Makes the monthly partitions of `execution_logs` up to three months ahead; rows beyond go to the default one. Returns the new names. */
export async function ensurePartitions(source: DataSource, now: Date): Promise<string[]> {
  const made: string[] = [];
  for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead++) {
    const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1));
    const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead + 1, 1));
    const name = `execution_logs_${from.getUTCFullYear()}_${String(from.getUTCMonth() + 1).padStart(2, '0')}`;
    const known: { known: string | null }[] = await source.query('SELECT to_regclass($1)::text AS known', [name]);
    if (known[0]?.known !== null) continue;
    await source.query(
      `CREATE TABLE IF NOT EXISTS ${name} PARTITION OF execution_logs FOR VALUES FROM ('${from.toISOString()}') TO ('${to.toISOString()}')`,
    );
    made.push(name);
  }
  return made;
}
