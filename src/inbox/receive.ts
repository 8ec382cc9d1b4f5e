import type { IncomingMessage, ServerResponse } from 'node:http';
import { deliveryHeaders } from './delivery-headers.js';
import { openBodyApart } from './open-body-apart.js';
import type { OpenedBody } from './open-body.js';
import type { ParsedPayload } from './parse-payload.js';
import { readBody, type BodyLimits } from './read-body.js';

/** A verified delivery. */
export interface Delivery extends ParsedPayload {
  id: string;
  name: string;
  /** SHA-256 of the raw bytes, hexadecimal. */
  sha256: string;
}

export interface ReceiverPorts {
  secrets: readonly string[];
  limits: BodyLimits;
  /** How long `deliver` may take until the answer is 503; milliseconds. */
  deliverTimeoutMs: number;
  /** Resolves once the delivery is committed. A rejection is answered with 503, so that GitHub records a failure. */
  deliver: (delivery: Delivery) => Promise<void>;
  refused: (status: number, reason: string, error?: unknown) => void;
}

const PATHS = new Set(['/api/github/webhooks', '/api/v1/webhooks/github']);

/**
 * The door of the product: read, verify, record, answer (finding 7 of the threat list: never before the commit).
 * Returns false if the path is not a webhook's; the caller answers 404. Never throws.
 */
export function createReceiver(
  ports: ReceiverPorts,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    if (!PATHS.has((request.url ?? '').split('?')[0] ?? '')) return false;
    const { status, reason, error } = await receive(request, ports);
    if (status !== 202) ports.refused(status, reason, error);
    answer(response, status, reason);
    return true;
  };
}

async function receive(
  request: IncomingMessage,
  ports: ReceiverPorts,
): Promise<{ status: number; reason: string; error?: unknown }> {
  if (request.method !== 'POST') return { status: 405, reason: 'webhooks are delivered by POST' };
  const headers = deliveryHeaders(request);
  if ('status' in headers) return headers;
  const body = await readBody(request, ports.limits);
  if (!body.ok) return body;
  let opened: OpenedBody;
  try {
    opened = await openBodyApart(body.bytes, headers.signature, ports.secrets);
  } catch (error) {
    return { status: 503, reason: 'the delivery could not be read', error };
  }
  if (opened.kind === 'unsigned') return { status: 401, reason: 'the signature does not fit this body' };
  if (opened.kind === 'no-object') return { status: 400, reason: 'the body is no JSON object' };
  const { payload, json, sha256 } = opened;
  const delivery = { id: headers.id, name: headers.name, payload, json, sha256 };
  try {
    await withinTime(ports.deliver(delivery), ports.deliverTimeoutMs);
    return { status: 202, reason: 'recorded' };
  } catch (error) {
    return { status: 503, reason: 'the delivery could not be recorded', error };
  }
}

async function withinTime(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not committed within ${ms} ms`)), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** After a refusal the rest of the body may still be on its way: the connection is closed, no slot is held. */
function answer(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(status === 202 ? {} : { connection: 'close' }),
    ...(status === 503 ? { 'retry-after': '60' } : {}),
    ...(status === 405 ? { allow: 'POST' } : {}),
  });
  response.end(JSON.stringify({ message: reason }), () => {
    if (status === 408 || status === 413) response.socket?.destroySoon();
  });
}
