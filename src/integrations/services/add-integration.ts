import type { EntityManager } from 'typeorm';
import { jsonText } from '../../database/json-text.js';
import { encryptText, type EncryptedText } from '../../access/encrypt.js';
import { hideCredentials } from './hide-credentials.js';

const MOST_OF_INSTALLATION = 100;

/** Settings that were checked by the schemas of their type. */
export interface NewIntegration {
  name: string;
  type: string;
  config: Record<string, unknown>;
  credentials: Record<string, unknown>;
  enabled: boolean;
}

/**
 * Adds an integration of an installation; its credentials are stored encrypted and never read back. Its id, or why not:
 * `taken`, the installation has one of that name; `full`, it has as many as it may. Throws what the database throws.
 */
export async function addIntegration(
  manager: Pick<EntityManager, 'query'>,
  installationId: number,
  { name, type, config, credentials, enabled }: NewIntegration,
  { by, secretKeys }: { by: string; secretKeys: readonly [string, ...string[]] },
): Promise<{ id: string } | 'taken' | 'full'> {
  const [counted]: { count: number }[] = await manager.query(
    'SELECT count(*)::int AS count FROM integrations WHERE installation_id = $1',
    [installationId],
  );
  if ((counted?.count ?? 0) >= MOST_OF_INSTALLATION) return 'full';
  const rows: { id: string }[] = await manager.query(
    `INSERT INTO integrations (installation_id, name, type, config, credentials_encrypted, enabled, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (installation_id, name) DO NOTHING RETURNING id`,
    [installationId, name, type, jsonText(config), sealCredentials(credentials, secretKeys), enabled, by],
  );
  return rows[0] ?? 'taken';
}

/** Credentials as they are stored; null: there are none. They are kept out of logs while they are in use. */
export function sealCredentials(
  credentials: Record<string, unknown>,
  secretKeys: readonly [string, ...string[]],
): EncryptedText | null {
  const given = Object.entries(credentials).filter(([, value]) => value !== undefined && value !== null);
  if (given.length === 0) return null;
  const kept = Object.fromEntries(given);
  hideCredentials(kept);
  return encryptText(JSON.stringify(kept), secretKeys);
}
