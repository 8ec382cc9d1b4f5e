import type { DataSource, EntityManager } from 'typeorm';
import { tenantPolicy } from '../database/tenant-policy.js';

const MONTHS_AHEAD = 3;

/**
 * Makes the monthly partitions of `execution_logs` from the month of `now` (UTC) to three months ahead, each in a
 * transaction of its own. Rows of such a month that the default partition took meanwhile move into it: with them there
 * PostgreSQL would refuse the partition for ever. Returns the new names; several callers at once are harmless.
 */
export async function ensurePartitions(source: DataSource, now: Date): Promise<string[]> {
  const made: string[] = [];
  for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead++) {
    const from = firstOfMonth(now, ahead);
    const name = `execution_logs_${from.toISOString().slice(0, 7).replace('-', '_')}`;
    if (await source.transaction((manager) => makePartition(manager, name, from, firstOfMonth(now, ahead + 1)))) {
      made.push(name);
    }
  }
  return made;
}

function firstOfMonth(now: Date, ahead: number): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1));
}

/** Filled first and attached then: that locks readers of the other months out for no moment. */
async function makePartition(manager: EntityManager, name: string, from: Date, to: Date): Promise<boolean> {
  const range = [from.toISOString(), to.toISOString()];
  await manager.query("SELECT pg_advisory_xact_lock(hashtextextended('execution_logs partitions', 0))");
  const known: { known: string | null }[] = await manager.query('SELECT to_regclass($1)::text AS known', [name]);
  if (known[0]?.known !== null) return false;
  await manager.query('LOCK TABLE execution_logs_default IN ACCESS EXCLUSIVE MODE');
  await manager.query(`CREATE TABLE ${name} (LIKE execution_logs INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`);
  await manager.query(
    `WITH moved AS (DELETE FROM execution_logs_default WHERE created_at >= $1 AND created_at < $2 RETURNING *)
     INSERT INTO ${name} SELECT * FROM moved`,
    range,
  );
  for (const statement of tenantPolicy(name)) await manager.query(statement);
  await manager.query(
    `ALTER TABLE execution_logs ATTACH PARTITION ${name} FOR VALUES FROM ('${range[0]}') TO ('${range[1]}')`,
  );
  return true;
}
