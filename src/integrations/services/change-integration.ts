import { QueryFailedError, type EntityManager } from 'typeorm';
import { jsonText } from '../../database/json-text.js';
import { sealCredentials, type NewIntegration } from './add-integration.js';

/** Another integration of the installation has the name. */
export class NameTakenError extends Error {
  override readonly name = 'NameTakenError';
}

/**
 * Changes what is given, and leaves the rest; credentials are replaced whole. How it was is unknown from then on. Throws
 * NameTakenError, which ends the transaction, and what the database throws.
 */
export async function changeIntegration(
  manager: Pick<EntityManager, 'query'>,
  id: string,
  { name, config, credentials, enabled }: { [K in keyof Omit<NewIntegration, 'type'>]?: NewIntegration[K] | undefined },
  { secretKeys }: { secretKeys: readonly [string, ...string[]] },
): Promise<void> {
  const isAsked = config !== undefined || credentials !== undefined;
  try {
    await manager.query(
      `UPDATE integrations SET name = COALESCE($2, name), config = COALESCE($3, config), enabled = COALESCE($4, enabled),
              credentials_encrypted = CASE WHEN $5 THEN $6 ELSE credentials_encrypted END,
              health_status = CASE WHEN $7 THEN 'unknown' ELSE health_status END,
              health_detail = CASE WHEN $7 THEN NULL ELSE health_detail END,
              last_health_check = CASE WHEN $7 THEN NULL ELSE last_health_check END,
              last_delivery_at = CASE WHEN $7 THEN NULL ELSE last_delivery_at END,
              last_delivery_ok = CASE WHEN $7 THEN NULL ELSE last_delivery_ok END,
              last_delivery_detail = CASE WHEN $7 THEN NULL ELSE last_delivery_detail END
        WHERE id = $1`,
      [
        id,
        name ?? null,
        config === undefined ? null : jsonText(config),
        enabled ?? null,
        credentials !== undefined,
        credentials === undefined ? null : sealCredentials(credentials, secretKeys),
        isAsked,
      ],
    );
  } catch (error) {
    const isTaken =
      error instanceof QueryFailedError && 'code' in error.driverError && error.driverError.code === '23505';
    throw isTaken ? new NameTakenError(`there is an integration named ${name} already`, { cause: error }) : error;
  }
}
