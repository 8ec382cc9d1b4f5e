import type { DataSource } from 'typeorm';
import { decryptText } from '../../access/encrypt.js';
import { createGuardedFetch } from '../../access/outbound/guarded-fetch.js';
import { registerSecret } from '../../access/redact.js';
import { createServiceBreaker } from '../../turns/service-breaker.js';
import type { IntegrationType, ServiceCall } from './integration-type.js';
import { integrationType } from './known-types.js';
import { ServiceRefusedError, ServiceUnavailableError } from './service-error.js';

const MOST_BYTES = 1024 * 1024;
const DEADLINE_MS = 10_000;
/** A service that was away is left alone for so long. */
const LEFT_ALONE_MS = 30_000;

/** An integration of an installation, ready to be used. */
export interface Connected {
  id: string;
  name: string;
  type: IntegrationType;
  /** Uses it once. Throws what the service throws; while it is away, at once. */
  use<T>(signal: AbortSignal, work: (call: ServiceCall<unknown, unknown>) => Promise<T>): Promise<T>;
}

export interface Integrations {
  /**
   * The integration of an installation by its name, or the only one of a type. Throws ServiceRefusedError where there is
   * none, or it is switched off.
   */
  open(installationId: number, nameOrType: string): Promise<Connected>;
}

interface Row {
  id: string;
  name: string;
  type: string;
  enabled: boolean;
  config: unknown;
  credentials: string | null;
}

/** The integrations that the database knows. */
export function createIntegrations({
  source,
  secretKeys,
  allowedPrivateHosts,
}: {
  source: DataSource;
  secretKeys: readonly [string, ...string[]];
  allowedPrivateHosts: readonly string[];
}): Integrations {
  const breakers = new Map<string, ReturnType<typeof createServiceBreaker>>();
  return {
    open: async (installationId, nameOrType) => {
      const row = await findIntegration(source, installationId, nameOrType);
      const type = await integrationType(row.type);
      if (type === null)
        throw new ServiceRefusedError('not-found', `This version does not know integrations of type ${row.type}`);
      const fetch = createGuardedFetch({ allowedPrivateHosts, mostBytes: MOST_BYTES, deadlineMs: DEADLINE_MS });
      const given = { config: type.config.parse(row.config ?? {}), credentials: credentialsOf(row, type, secretKeys) };
      const breaker = breakers.get(row.id) ?? createServiceBreaker(leftAlone);
      breakers.set(row.id, breaker);
      return {
        id: row.id,
        name: row.name,
        type,
        use: (signal, work) =>
          breaker.run(() => work({ ...given, fetch, signal, now: () => new Date(), allowedPrivateHosts })),
      };
    },
  };
}

async function findIntegration(source: DataSource, installationId: number, nameOrType: string): Promise<Row> {
  const rows: Row[] = await source.query(
    `SELECT id, name, type, enabled, config, credentials_encrypted AS credentials FROM integrations
      WHERE installation_id = $1 AND (name = $2 OR type = $2) ORDER BY name = $2 DESC, enabled DESC, name`,
    [installationId, nameOrType],
  );
  const [first, second] = rows;
  if (first === undefined)
    throw new ServiceRefusedError('not-found', `There is no integration ${nameOrType}: add one first`);
  if (first.name !== nameOrType && second?.enabled === true)
    throw new ServiceRefusedError('invalid', `There are several integrations of type ${nameOrType}: name one of them`);
  if (!first.enabled) throw new ServiceRefusedError('permission', `The integration ${first.name} is switched off`);
  return first;
}

/** Throws where the stored text cannot be read with the secret keys. */
function credentialsOf(
  { credentials }: Row,
  type: IntegrationType,
  secretKeys: readonly [string, ...string[]],
): unknown {
  const given: unknown = credentials === null ? {} : JSON.parse(decryptText(credentials, secretKeys));
  const parsed = type.credentials.parse(given);
  for (const value of Object.values(parsed)) if (typeof value === 'string' && value.length >= 8) registerSecret(value);
  return parsed;
}

function leftAlone(error: unknown) {
  if (!(error instanceof ServiceUnavailableError)) return null;
  return { forMs: LEFT_ALONE_MS, again: () => new ServiceUnavailableError(error.message, false) };
}
