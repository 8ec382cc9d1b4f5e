import type { IncomingMessage, ServerResponse } from 'node:http';
import { inSpan } from '../telemetry/in-span.js';
import { answerDelivery } from './answer-delivery.js';
import { createByteBudget, type ByteBudget } from './byte-budget.js';
import { deliveryHeaders } from './delivery-headers.js';
import { parseBody, type ParsedBody } from './parse-body.js';
import { readBody, type BodyLimits } from './read-body.js';
import { checkSignature } from './verify-signature.js';

/** A verified delivery. */
export type Delivery = ParsedBody & { id: string; name: string };

export interface ReceiverPorts {
  secrets: readonly string[];
  limits: BodyLimits;
  /** Where bodies find room; one for this receiver unless told. */
  budget?: ByteBudget;
  /** Null: no JSON object. `parseBody` unless told; a rejection is answered with 503. */
  parse?: (bytes: Buffer) => ParsedBody | null | Promise<ParsedBody | null>;
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
  const all = { budget: createByteBudget(), parse: parseBody, ...ports };
  return async (request, response) => {
    if (!PATHS.has((request.url ?? '').split('?')[0] ?? '')) return false;
    const { status, reason, error } = await inSpan({ name: 'delivery', kind: 'server' }, async (span) => {
      const answer = await receive(request, all);
      span.set({
        'http.response.status_code': answer.status,
        'nectr.event': headerOf(request, 'x-github-event'),
        'nectr.delivery_id': headerOf(request, 'x-github-delivery'),
      });
      if (answer.status >= 500) span.fail(String(answer.status));
      return answer;
    });
    if (status !== 202) ports.refused(status, reason, error);
    answerDelivery(request, response, { status, reason });
    return true;
  };
}

function headerOf({ headers }: IncomingMessage, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' ? value : null;
}

interface Answer {
  status: number;
  reason: string;
  error?: unknown;
}

async function receive(request: IncomingMessage, ports: Required<ReceiverPorts>): Promise<Answer> {
  if (request.method !== 'POST') return { status: 405, reason: 'webhooks are delivered by POST' };
  const headers = deliveryHeaders(request);
  if ('status' in headers) return headers;
  const { id, name, signature } = headers;
  const check = checkSignature(signature, ports.secrets);
  const body = await readBody(request, ports.limits, ports.budget, check.add);
  if (!body.ok) return body;
  const refuse = (status: number, reason: string, error?: unknown): Answer => {
    body.release();
    return { status, reason, error };
  };
  if (!check.fits()) return refuse(401, 'the signature does not fit this body');
  let parsed: ParsedBody | null;
  try {
    parsed = await ports.parse(body.bytes);
  } catch (error) {
    return refuse(503, 'the delivery could not be read', error);
  }
  if (parsed === null) return refuse(400, 'the body is no JSON object');
  // Its room is given back when nothing holds it any more, which may be after the answer.
  const delivering = ports.deliver({ id, name, ...parsed }).finally(() => body.release());
  try {
    await withinTime(delivering, ports.deliverTimeoutMs);
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
