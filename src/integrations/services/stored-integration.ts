import { jsonText } from '../../database/json-text.js';
import { decryptText } from '../../access/encrypt.js';
import { sayAll } from '../../words/say-issue.js';
import type { IntegrationType } from './integration-type.js';
import { hideCredentials } from './hide-credentials.js';
import { ServiceRefusedError } from './service-error.js';

/** A row of `integrations` with what it is used with. */
export interface StoredIntegration {
  id: string;
  installationId: number;
  name: string;
  type: string;
  enabled: boolean;
  config: unknown;
  /** Encrypted; null: it has none. */
  credentials: string | null;
}

/** The columns of one, of `integrations i`. */
export const STORED = `i.id, i.installation_id AS "installationId", i.name, i.type, i.enabled, i.config,
  i.credentials_encrypted AS credentials`;

/**
 * Of an UPDATE of `integrations`: only where it is still asked as it was when `row` was read. `from`: the number of the
 * first of its two parameters.
 */
export function unchanged(row: Pick<StoredIntegration, 'config' | 'credentials'>, from: number) {
  return {
    sql: `config IS NOT DISTINCT FROM $${from}::jsonb AND credentials_encrypted IS NOT DISTINCT FROM $${from + 1}`,
    values: [row.config === null ? null : jsonText(row.config), row.credentials],
  };
}

/**
 * What an integration is used with; its secrets are kept out of logs while it is used. Throws ServiceRefusedError where the
 * stored credentials cannot be read, or something does not fit its service any more: nothing of them is in the message.
 */
export function readGiven(
  { name, config, credentials }: StoredIntegration,
  type: IntegrationType,
  secretKeys: readonly [string, ...string[]],
): { config: Record<string, unknown>; credentials: Record<string, unknown> } {
  const settings = type.config.safeParse(config ?? {});
  if (!settings.success)
    throw new ServiceRefusedError(
      'invalid',
      `The configuration of ${name} does not fit: ${sayAll(settings.error.issues)}`,
    );
  const secrets = type.credentials.safeParse(openCredentials(name, credentials, secretKeys));
  if (!secrets.success)
    throw new ServiceRefusedError(
      'credentials',
      `The credentials of ${name} do not fit, give them anew: ${sayAll(secrets.error.issues)}`,
    );
  hideCredentials(secrets.data);
  return { config: settings.data, credentials: secrets.data };
}

function openCredentials(
  name: string,
  credentials: string | null,
  secretKeys: readonly [string, ...string[]],
): Record<string, unknown> {
  if (credentials === null) return {};
  try {
    return JSON.parse(decryptText(credentials, secretKeys)) as Record<string, unknown>;
  } catch {
    // What JSON.parse says would repeat them.
    throw new ServiceRefusedError(
      'credentials',
      `The credentials of ${name} cannot be read with this SECRET_KEY: give them anew, or set SECRET_KEY_PREVIOUS`,
    );
  }
}
