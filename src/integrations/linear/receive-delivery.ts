import { isHmacOf } from '../services/hmac-signature.js';
import type { InboundRequest, Received } from '../services/integration-type.js';
import { jsonObject } from '../services/json-object.js';
import type { LinearCredentials } from './settings.js';

/** https://linear.app/developers/webhooks#securing-webhooks */
const LONGEST_WAY_MS = 60_000;
const DELIVERY = /^[\x21-\x7e]{1,128}$/;

/** What is brought in, each with a sentence; the rest that a webhook may send is of no use. */
export const LINEAR_EVENTS = {
  'linear.issue.create': 'An issue was created.',
  'linear.issue.update': 'An issue was changed: its state, assignee, labels or text.',
  'linear.issue.remove': 'An issue was deleted.',
  'linear.comment.create': 'Somebody commented on an issue.',
  'linear.comment.update': 'A comment was changed.',
  'linear.comment.remove': 'A comment was deleted.',
  'linear.project.create': 'A project was created.',
  'linear.project.update': 'A project was changed.',
  'linear.project.remove': 'A project was deleted.',
} as const;

/** Checks a delivery of Linear: HMAC-SHA-256 of the raw body, not older than a minute. */
export function receiveDelivery(
  { headers, body, now }: InboundRequest,
  { webhook_secret: secret }: LinearCredentials,
): Received {
  if (secret === null) return { kind: 'refused', status: 401, reason: 'no signing secret is set' };
  if (!isHmacOf(headers.get('linear-signature'), body, secret))
    return { kind: 'refused', status: 401, reason: 'the signature is missing or wrong' };
  const payload = jsonObject(body);
  if (payload === null) return { kind: 'refused', status: 400, reason: 'the body is no JSON object' };
  const { webhookTimestamp: sent, type, action } = payload;
  if (typeof sent !== 'number' || !(Math.abs(now.getTime() - sent) <= LONGEST_WAY_MS))
    return { kind: 'refused', status: 401, reason: 'the delivery is older than a minute' };
  const id = headers.get('linear-delivery');
  if (id === null || !DELIVERY.test(id)) return { kind: 'refused', status: 400, reason: 'linear-delivery is missing' };
  const event = `linear.${String(type).toLowerCase()}.${String(action)}`;
  return Object.hasOwn(LINEAR_EVENTS, event)
    ? { kind: 'event', type: event, deliveryId: id, payload }
    : { kind: 'ignored', reason: 'nothing listens to events of this type' };
}
