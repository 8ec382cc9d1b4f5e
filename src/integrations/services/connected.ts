import type { DataSource } from 'typeorm';
import { createGuardedFetch } from '../../access/outbound/guarded-fetch.js';
import { sha256 } from '../../access/sha256.js';
import { createBreakers, type ClosedDoor } from '../../turns/service-breaker.js';
import { signButton, type ButtonTarget } from './button-value.js';
import type { IntegrationType, ServiceCall } from './integration-type.js';
import { integrationType } from './known-types.js';
import { noteDelivery } from './note-delivery.js';
import { ServiceLimitedError, ServiceRefusedError, ServiceUnavailableError } from './service-error.js';
import { readGiven, STORED, type StoredIntegration } from './stored-integration.js';

const MOST_BYTES = 1024 * 1024;
const DEADLINE_MS = 10_000;
/**
 * A service that was away is left alone for so long; who comes while somebody tries it waits for a sixth of that. When it
 * has been away for ten times as long, who is sent away has failed: else all that came meanwhile would wait, one trying it
 * after the other.
 */
const LEFT_ALONE_MS = 30_000;
const WAITED_FOR = 10;

/** An integration of an installation, ready to be used. */
export interface Connected {
  id: string;
  name: string;
  type: IntegrationType;
  /** Uses it once. Throws what the service throws; while it is left alone, at once: ServiceLimitedError,
   * and ServiceUnavailableError where that has lasted. */
  use<T>(signal: AbortSignal, work: (call: ServiceCall<unknown, unknown>) => Promise<T>): Promise<T>;
  /** The same for a message: how it went is what is known of a service that cannot be asked. */
  deliver<T>(signal: AbortSignal, work: (call: ServiceCall<unknown, unknown>) => Promise<T>): Promise<T>;
  /** The value of a button in a message that goes through it. */
  button(target: ButtonTarget): string;
}

export interface Integrations {
  /**
   * The integration of an installation by its name or id, or the only one of a type. Throws ServiceRefusedError where
   * there is none, or it is switched off.
   */
  open(installationId: number, nameOrType: string): Promise<Connected>;
}

export interface ConnectPorts {
  secretKeys: readonly [string, ...string[]];
  allowedPrivateHosts: readonly string[];
}

/** The integrations that the database knows. */
export function createIntegrations({
  source,
  leftAloneMs = LEFT_ALONE_MS,
  ...ports
}: ConnectPorts & { source: DataSource; leftAloneMs?: number }): Integrations {
  const breakers = createBreakers((error) => leftAlone(error, leftAloneMs));
  return {
    open: async (installationId, nameOrType) => {
      const row = await findIntegration(source, installationId, nameOrType);
      const { id, name } = row;
      const type = await integrationType(row.type);
      if (type === null)
        throw new ServiceRefusedError('not-found', `This version does not know integrations of type ${row.type}`);
      const prepared = prepareCall(row, type, ports);
      const breaker = breakers.of(id, sha256(JSON.stringify([row.config, row.credentials])));
      const use: Connected['use'] = (signal, work) => breaker.run(() => work({ ...prepared, signal }));
      return {
        id,
        name,
        type,
        use,
        deliver: (signal, work) => noteDelivery(source, row, () => use(signal, work)),
        button: (target) => signButton(target, id, ports.secretKeys),
      };
    },
  };
}

/** All that a call of an integration is made with but its signal. Throws as `readGiven`. */
export function prepareCall(
  row: StoredIntegration,
  type: IntegrationType,
  { secretKeys, allowedPrivateHosts }: ConnectPorts,
): Omit<ServiceCall<unknown, unknown>, 'signal'> {
  const fetch = createGuardedFetch({ allowedPrivateHosts, mostBytes: MOST_BYTES, deadlineMs: DEADLINE_MS });
  return { ...readGiven(row, type, secretKeys), fetch, allowedPrivateHosts, now: () => new Date() };
}

async function findIntegration(
  source: DataSource,
  installationId: number,
  nameOrType: string,
): Promise<StoredIntegration> {
  const rows: StoredIntegration[] = await source.query(
    `SELECT ${STORED} FROM integrations i WHERE i.installation_id = $1 AND (i.name = $2 OR i.type = $2 OR i.id::text = $2)
      ORDER BY i.id::text = $2 DESC, i.name = $2 DESC, i.enabled DESC, i.name`,
    [installationId, nameOrType],
  );
  const [first, second] = rows;
  if (first === undefined)
    throw new ServiceRefusedError('not-found', `There is no integration ${nameOrType}: add one first`);
  const isNamed = first.name === nameOrType || first.id === nameOrType;
  if (!isNamed && second?.enabled === true)
    throw new ServiceRefusedError('invalid', `There are several integrations of type ${nameOrType}: name one of them`);
  if (!first.enabled) throw new ServiceRefusedError('permission', `The integration ${first.name} is switched off`);
  return first;
}

/** A wait and no failure at first: what was not asked takes none of the attempts that a run has. */
function leftAlone(error: unknown, forMs: number): ClosedDoor | null {
  if (!(error instanceof ServiceUnavailableError)) return null;
  const message = `${error.message} a moment ago, and is left alone`;
  return {
    forMs,
    again: (until, since) =>
      Date.now() - since < WAITED_FOR * forMs
        ? new ServiceLimitedError(message, new Date(Math.max(until, Date.now() + forMs / 6)))
        : new ServiceUnavailableError(message, false),
  };
}
