import type { IncomingMessage } from 'node:http';
import { SIGNATURE } from './verify-signature.js';

export interface DeliveryHeaders {
  id: string;
  name: string;
  signature: string;
}

/**
 * The three headers of a delivery, or the status and reason of the refusal (faults B1, B5, B6). Each must stand there
 * exactly once, in the form that GitHub gives it: what cannot be right is refused before a byte of the body is read.
 */
export function deliveryHeaders(
  request: IncomingMessage,
): DeliveryHeaders | { status: 400 | 401 | 415; reason: string } {
  const once = (name: string): string | null => {
    const values = request.headersDistinct[name];
    return values?.length === 1 ? (values[0] ?? null) : null;
  };
  const name = once('x-github-event');
  if (name === null || !/^[a-z][a-z_]{0,63}$/.test(name))
    return { status: 400, reason: 'X-GitHub-Event must be one event name' };
  const id = once('x-github-delivery');
  if (id === null || !/^[0-9A-Za-z-]{1,64}$/.test(id))
    return { status: 400, reason: 'X-GitHub-Delivery must be one delivery id' };
  const type = once('content-type');
  if (type === null || !/^application\/json\s*(;|$)/i.test(type)) {
    return { status: 415, reason: 'set the content type of the webhook to application/json' };
  }
  // The signature is over the bytes as they come: GitHub compresses nothing.
  if (!/^identity$/i.test(request.headers['content-encoding'] ?? 'identity'))
    return { status: 415, reason: 'the body must not be encoded' };
  const signature = once('x-hub-signature-256');
  return signature === null || !SIGNATURE.test(signature)
    ? { status: 401, reason: 'X-Hub-Signature-256 must be there once, as GitHub writes it' }
    : { id, name, signature };
}
