import { sha256 } from '../../access/sha256.js';
import { isHmacOf } from '../services/hmac-signature.js';
import type { InboundRequest, Received } from '../services/integration-type.js';
import { jsonObject } from '../services/json-object.js';
import type { JiraCredentials } from './settings.js';

/** Jira tries five times more, 5 to 15 minutes apart, and may be late by 15 minutes. */
const LONGEST_WAY_MS = 3 * 3_600_000;

/** What is brought in, by Jira's names for it. */
const TYPES: Readonly<Record<string, keyof typeof JIRA_EVENTS>> = {
  'jira:issue_created': 'jira.issue.created',
  'jira:issue_updated': 'jira.issue.updated',
  'jira:issue_deleted': 'jira.issue.deleted',
  comment_created: 'jira.comment.created',
  comment_updated: 'jira.comment.updated',
  comment_deleted: 'jira.comment.deleted',
};

export const JIRA_EVENTS = {
  'jira.issue.created': 'An issue was created.',
  'jira.issue.updated': 'An issue was changed: its state, assignee, labels or text.',
  'jira.issue.deleted': 'An issue was deleted.',
  'jira.comment.created': 'Somebody commented on an issue.',
  'jira.comment.updated': 'A comment was changed.',
  'jira.comment.deleted': 'A comment was deleted.',
} as const;

/**
 * Checks a delivery of a webhook that an administrator of Jira has made: HMAC-SHA-256 of the raw body, `sha256=…`
 * (https://developer.atlassian.com/cloud/jira/platform/webhooks/#secure-admin-webhooks). It is named by its body, which
 * holds its time and is signed: in the header with its identifier anybody who has it could write another one.
 */
export function receiveDelivery(
  { headers, body, now }: InboundRequest,
  { webhook_secret: secret }: JiraCredentials,
): Received {
  if (secret === null) return { kind: 'refused', status: 401, reason: 'no secret is set' };
  const [, signature = null] = /^sha256=(.*)$/.exec(headers.get('x-hub-signature') ?? '') ?? [];
  if (!isHmacOf(signature, body, secret))
    return { kind: 'refused', status: 401, reason: 'the signature is missing or wrong' };
  const payload = jsonObject(body);
  if (payload === null) return { kind: 'refused', status: 400, reason: 'the body is no JSON object' };
  const { timestamp: sent, webhookEvent } = payload;
  if (typeof sent !== 'number' || !(Math.abs(now.getTime() - sent) <= LONGEST_WAY_MS))
    return { kind: 'refused', status: 401, reason: 'the delivery is older than three hours' };
  const name = String(webhookEvent);
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  return type === undefined
    ? { kind: 'ignored', reason: 'nothing listens to events of this type' }
    : { kind: 'event', type, deliveryId: sha256(body), payload };
}
