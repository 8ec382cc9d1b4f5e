import { redact } from '../../access/redact.js';
import { oneLine, shortened } from '../../markdown/short-text.js';
import { prepareCall, type ConnectPorts } from './connected.js';
import { healthOfError } from './health-of-error.js';
import type { Health, IntegrationType } from './integration-type.js';
import { integrationType } from './known-types.js';
import { ServiceUnavailableError } from './service-error.js';
import type { StoredIntegration } from './stored-integration.js';

/** A service may be asked several things to know how it is. */
const DEADLINE_MS = 20_000;
const LONGEST_DETAIL = 1000;

/** How the last message went; `ok` null: none was sent. */
export interface LastDelivery {
  ok: boolean | null;
  detail: string | null;
}

/**
 * Asks a service how it is, and whether it takes the credentials; one that cannot be asked is as its last message went.
 * Throws only what is a fault of ours.
 */
export async function checkIntegration(
  row: StoredIntegration,
  last: LastDelivery,
  ports: ConnectPorts,
): Promise<Health> {
  const type = await integrationType(row.type);
  if (type === null)
    return { status: 'unknown', detail: `This version does not know integrations of type ${row.type}.` };
  const asked = await ask(row, type, ports);
  const { status, detail } = asked?.status === 'unknown' || asked === null ? afterDelivery(type, last, asked) : asked;
  return { status, detail: detail === null ? null : shortened(redact(oneLine(detail)), LONGEST_DETAIL) };
}

/** Null: there is no way to ask. */
async function ask(row: StoredIntegration, type: IntegrationType, ports: ConnectPorts): Promise<Health | null> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  try {
    // Also where nobody can be asked: credentials that cannot be read are named.
    const prepared = prepareCall(row, type, ports);
    return (await type.health?.({ ...prepared, signal } as never)) ?? null;
  } catch (error) {
    if (!signal.aborted) return healthOfError(error);
    return healthOfError(new ServiceUnavailableError(`${type.title} gave no answer in ${DEADLINE_MS / 1000} s`, false));
  }
}

function afterDelivery(
  { title, messages }: IntegrationType,
  { ok, detail }: LastDelivery,
  asked: Health | null,
): Health {
  if (messages === undefined) return asked ?? { status: 'unknown', detail: null };
  if (ok === true) return { status: 'healthy', detail: null };
  if (ok === false)
    return { status: 'unhealthy', detail: `The last message was not taken: ${detail ?? 'no reason is known'}.` };
  const why = `${title} cannot be asked without posting something: the first message will tell how it is.`;
  return { status: 'unknown', detail: why };
}
