import type { EntityManager } from 'typeorm';
import type { Health } from './integration-type.js';

/** An integration as people are shown it: without its credentials. */
export interface ListedIntegration {
  id: string;
  installationId: number;
  name: string;
  type: string;
  enabled: boolean;
  config: Record<string, unknown>;
  hasCredentials: boolean;
  healthStatus: Health['status'];
  healthDetail: string | null;
  lastHealthCheck: Date | null;
  lastDeliveryAt: Date | null;
  lastDeliveryOk: boolean | null;
}

/** The columns of one. */
export const LISTED = `id, installation_id AS "installationId", name, type, enabled, config, health_status AS "healthStatus",
  credentials_encrypted IS NOT NULL AS "hasCredentials", health_detail AS "healthDetail",
  last_health_check AS "lastHealthCheck", last_delivery_at AS "lastDeliveryAt", last_delivery_ok AS "lastDeliveryOk"`;

/** By what a list goes on: installation, then name. */
export type IntegrationKey = readonly [installationId: number, name: string];

/** At most `limit` integrations of these installations, by installation and name. Throws what the database throws. */
export async function listIntegrations(
  manager: Pick<EntityManager, 'query'>,
  installationIds: readonly number[],
  { type, after, limit }: { type: string | null; after: IntegrationKey | null; limit: number },
): Promise<ListedIntegration[]> {
  return manager.query(
    `SELECT ${LISTED} FROM integrations
      WHERE installation_id = ANY ($1) AND ($2::text IS NULL OR type = $2)
        AND ($3::int IS NULL OR (installation_id, name COLLATE "C") > ($3, $4::text COLLATE "C"))
      ORDER BY installation_id, name COLLATE "C" LIMIT $5`,
    [installationIds, type, after?.[0] ?? null, after?.[1] ?? null, limit],
  );
}
