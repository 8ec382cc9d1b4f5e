import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { readButton } from '../integrations/services/button-value.js';
import type { InboundRequest, Received } from '../integrations/services/integration-type.js';
import { integrationType } from '../integrations/services/known-types.js';
import { ServiceRefusedError } from '../integrations/services/service-error.js';
import { readGiven, STORED, type StoredIntegration } from '../integrations/services/stored-integration.js';
import { recordExternalEvent } from './record-external-event.js';

/** What became of a request of a service. */
export type ReceivedEvent =
  /** There is no such integration, or it takes nothing now. */
  | { kind: 'unknown' }
  /** What it has to be checked with cannot be read: somebody has to give it anew. */
  | { kind: 'unreadable' }
  | Exclude<Received, { kind: 'event' | 'interaction' }>
  | { kind: 'recorded' | 'duplicate' }
  /** A press of a button: the service waits for a bare yes. */
  | { kind: 'pressed' };

export type ReceiveIntegrationEvent = (id: string, request: InboundRequest) => Promise<ReceivedEvent>;

const LONGEST_DELIVERY = 200;
const SHORTEST_SECRET = 8;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Takes what services send: checked by the integration that it is for, written down, and queued in the same transaction.
 * `source` is of the system: whoever sends it is not signed in. Throws what the database throws.
 */
export function createReceiveIntegrationEvent(
  source: DataSource,
  secretKeys: readonly [string, ...string[]],
): ReceiveIntegrationEvent {
  return async (id, request) => {
    const row = UUID.test(id) ? await findOpen(source, id) : null;
    const type = row === null ? null : await integrationType(row.type);
    if (row === null || type?.inbound === undefined) return { kind: 'unknown' };
    let given: ReturnType<typeof readGiven>;
    try {
      given = readGiven(row, type, secretKeys);
    } catch (error) {
      if (error instanceof ServiceRefusedError) return { kind: 'unreadable' };
      throw error;
    }
    const received = type.inbound.receive(request, given);
    if (received.kind !== 'event' && received.kind !== 'interaction') return received;
    const event = received.kind === 'event' ? received : pressOf(received, row, secretKeys);
    if (event === null) return { kind: 'refused', status: 400, reason: 'the button is none of ours' };
    const recorded = await source.transaction((manager) =>
      recordExternalEvent(manager, {
        source: row.type,
        deliveryId: deliveryOf(row.id, event.deliveryId),
        type: event.type,
        installationId: row.installationId,
        integrationId: row.id,
        repository: received.kind === 'event' ? (received.repository ?? null) : null,
        payload: withoutCredentials(event.payload, given.credentials),
      }),
    );
    if (received.kind === 'interaction') return { kind: 'pressed' };
    return { kind: recorded.kind === 'duplicate' ? 'duplicate' : 'recorded' };
  };
}

async function findOpen(source: DataSource, id: string): Promise<StoredIntegration | null> {
  const rows: StoredIntegration[] = await source.query(
    `SELECT ${STORED} FROM integrations i JOIN installations o ON o.id = i.installation_id
      WHERE i.id = $1 AND i.enabled AND o.is_active`,
    [id],
  );
  return rows[0] ?? null;
}

/** A press as an event; what the button is about stands in it, and not what proves that it is ours. Null: none of ours. */
function pressOf(
  { action, value, userId, deliveryId, payload }: Received & { kind: 'interaction' },
  { id, type }: StoredIntegration,
  secretKeys: readonly string[],
) {
  const target = readButton(value, id, secretKeys);
  if (target === null) return null;
  return { type: `${type}.interaction`, deliveryId, payload: { ...payload, action, user_id: userId, target } };
}

/** Its integration's own; within what the column holds. */
function deliveryOf(integrationId: string, deliveryId: string): string {
  const fits = deliveryId.length <= LONGEST_DELIVERY && /^[\x20-\x7e]*$/.test(deliveryId);
  return `${integrationId}:${fits ? deliveryId : `sha256:${createHash('sha256').update(deliveryId).digest('hex')}`}`;
}

/** A service may send back what it was given. Too deep to be written: it is refused where it is recorded. */
function withoutCredentials(payload: unknown, credentials: Record<string, unknown>): unknown {
  let text: string;
  try {
    text = JSON.stringify(payload);
  } catch (error) {
    if (error instanceof RangeError) return payload;
    throw error;
  }
  for (const secret of Object.values(credentials)) {
    if (typeof secret !== 'string' || secret.length < SHORTEST_SECRET) continue;
    text = text.replaceAll(JSON.stringify(secret).slice(1, -1), '[redacted]');
  }
  return JSON.parse(text);
}
