import type { DataSource, EntityManager } from 'typeorm';
import { checkIntegration, type LastDelivery } from './check-integration.js';
import type { ConnectPorts } from './connected.js';
import type { Health } from './integration-type.js';
import { STORED, unchanged, type StoredIntegration } from './stored-integration.js';

const AT_ONCE = 8;
/** Of one look: other jobs of the clock wait for its end. Those that are left come first in the next one. */
const MOST = 2000;
const LONGEST_MS = 60_000;

type Checked = StoredIntegration & LastDelivery;
const CHECKED = `${STORED}, i.last_delivery_ok AS ok, i.last_delivery_detail AS detail`;

/** What a look at all of them found. */
export type Counted = Record<Health['status'] | 'failed', number>;

/**
 * Looks at the integrations that are switched on, a few at a time, and writes down how they are: those first that were
 * not looked at for longest, and no further one after a minute. One that fails by a fault of ours is told of and holds
 * up no other one. Throws what the database throws.
 */
export async function checkIntegrations({
  source,
  log,
  longestMs = LONGEST_MS,
  ...ports
}: ConnectPorts & {
  source: DataSource;
  log: { error(fields: object, message: string): void };
  longestMs?: number;
}): Promise<Counted> {
  const rows: Checked[] = await source.query(
    `SELECT ${CHECKED} FROM integrations i JOIN installations o ON o.id = i.installation_id
      WHERE i.enabled AND o.is_active ORDER BY i.last_health_check NULLS FIRST, i.id LIMIT ${MOST}`,
  );
  const counted: Counted = { healthy: 0, degraded: 0, unhealthy: 0, unknown: 0, failed: 0 };
  const check = async (row: Checked): Promise<void> => {
    let found: keyof Counted = 'failed';
    try {
      const health = await checkIntegration(row, row, ports);
      await noteHealth(source, row, health);
      found = health.status;
    } catch (error) {
      log.error({ err: error, integrationId: row.id, type: row.type }, 'an integration could not be looked at');
      // Or it would come first in the next look, too.
      await source.query('UPDATE integrations SET last_health_check = now() WHERE id = $1', [row.id]);
    }
    counted[found] += 1;
  };
  const end = Date.now() + longestMs;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let row = rows.shift(); row !== undefined; row = Date.now() < end ? rows.shift() : undefined)
        await check(row);
    }),
  );
  return counted;
}

/** One of them with what a look at it needs, for who may see it; null: there is none. */
export async function readChecked(manager: Pick<EntityManager, 'query'>, id: string): Promise<Checked | null> {
  const rows: Checked[] = await manager.query(`SELECT ${CHECKED} FROM integrations i WHERE i.id = $1`, [id]);
  return rows[0] ?? null;
}

/** Not where it has got another address or other credentials meanwhile. */
export async function noteHealth(
  manager: Pick<EntityManager, 'query'>,
  row: Pick<StoredIntegration, 'id' | 'config' | 'credentials'>,
  { status, detail }: Health,
): Promise<void> {
  const { sql, values } = unchanged(row, 4);
  await manager.query(
    `UPDATE integrations SET health_status = $2, health_detail = $3, last_health_check = now() WHERE id = $1 AND ${sql}`,
    [row.id, status, detail, ...values],
  );
}
