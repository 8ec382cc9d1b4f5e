import type { EntityManager } from 'typeorm';
import { EVENT_COLUMNS, EVENT_TABLES, type EventRow } from './list-events.js';

/** A larger one is not shown: masking it would hold up the process. */
const LARGEST_SHOWN = 256 * 1024;

/** One event of some installations with its payload; null: none. A payload of more than 256 KiB is left out. */
export async function readEvent(
  manager: EntityManager,
  installationIds: readonly number[],
  id: string,
): Promise<(EventRow & { installation_id: number; payload: unknown; payload_bytes: number }) | null> {
  const rows: (EventRow & { installation_id: number; payload: unknown; payload_bytes: number })[] = await manager.query(
    `SELECT ${EVENT_COLUMNS}, e.installation_id, t.bytes AS payload_bytes, CASE WHEN t.bytes <= ${LARGEST_SHOWN} THEN e.payload END AS payload
       FROM ${EVENT_TABLES}, LATERAL (SELECT octet_length(e.payload::text) AS bytes) t
      WHERE e.id = $2 AND e.installation_id = ANY ($1)`,
    [installationIds, id],
  );
  return rows[0] ?? null;
}
