import { z } from 'zod';
import { cutText } from '../../words/cut-text.js';
import { isHmacOf } from '../services/hmac-signature.js';
import { jsonObject } from '../services/json-object.js';
import type { InboundRequest, Received } from '../services/integration-type.js';
import { SentryEventBody } from './event-of.js';
import type { SentryConfig, SentryCredentials } from './settings.js';

export const SENTRY_EVENTS = {
  'sentry.issue.created': 'A new issue was seen.',
  'sentry.issue.resolved': 'An issue was resolved.',
  'sentry.issue.assigned': 'An issue was assigned to somebody.',
  'sentry.issue.archived': 'An issue was archived.',
  'sentry.issue.unresolved': 'An issue was opened again: by somebody, as a regression or because it escalates.',
  'sentry.event_alert.triggered': 'An alert rule of issues fired.',
  'sentry.metric_alert.critical': 'A metric alert became critical.',
  'sentry.metric_alert.warning': 'A metric alert became a warning.',
  'sentry.metric_alert.resolved': 'A metric alert was resolved.',
  'sentry.error.created': 'An error was recorded.',
} as const;

/** Of what came, kept beside what is read from it; larger ones are left out. */
const MOST_RAW_BYTES = 64 * 1024;
const LONGEST = 1000;

const text = z
  .union([z.string(), z.number()])
  .nullish()
  .catch(null)
  .transform((value) => (value == null ? null : cutText(String(value), LONGEST)));

const Issue = z
  .object({
    id: text,
    shortId: text,
    title: text,
    culprit: text,
    level: text,
    status: text,
    substatus: text,
    web_url: text,
    permalink: text,
    project: z.object({ id: text, slug: text }).nullish().catch(null),
    count: text,
    firstSeen: text,
    lastSeen: text,
  })
  .transform((issue) => ({
    id: issue.id,
    key: issue.shortId,
    title: issue.title,
    culprit: issue.culprit,
    level: issue.level,
    status: issue.status,
    substatus: issue.substatus,
    url: issue.web_url ?? issue.permalink,
    project: issue.project?.slug ?? null,
    count: issue.count,
    first_seen: issue.firstSeen,
    last_seen: issue.lastSeen,
  }));

/** Of the event of an alert or an error: which issue it belongs to. */
const IssueOfEvent = z.object({ issue_id: text, title: text, culprit: text, level: text, web_url: text });

const MetricAlert = z.object({
  id: text,
  title: text,
  projects: z.array(z.string()).catch([]),
  alert_rule: z.object({ name: text, query: text, aggregate: text, environment: text }).nullish().catch(null),
});

const Body = z.object({
  action: z.string(),
  actor: z.object({ type: text, id: text, name: text }).nullish().catch(null),
  installation: z.object({ uuid: z.string() }).nullish().catch(null),
  data: z.record(z.string(), z.unknown()),
});

/**
 * A webhook of Sentry's integration platform (https://docs.sentry.io/integrations/integration-platform/webhooks/). Its
 * signature is over the body alone: `sentry-hook-timestamp` proves nothing, and is not read. Nor does `request-id`: who
 * has got hold of a delivery can send it once more under another one. The body is no name for it: an issue that is
 * resolved a second time has that of the first. The organisation stands in none of them: it is that of the configuration.
 */
export function receiveHook(
  { method, headers, body }: InboundRequest,
  {
    config: { organization },
    credentials: { client_secret = '' },
  }: { config: Pick<SentryConfig, 'organization'>; credentials: Pick<SentryCredentials, 'client_secret'> },
): Received {
  if (method !== 'POST') return { kind: 'refused', status: 400, reason: 'Webhooks of Sentry are sent by POST' };
  if (client_secret === '') return { kind: 'refused', status: 401, reason: 'No client secret of Sentry is configured' };
  if (!isHmacOf(headers.get('sentry-hook-signature'), body, client_secret))
    return { kind: 'refused', status: 401, reason: 'sentry-hook-signature does not fit the body' };
  const deliveryId = headers.get('request-id');
  if (deliveryId === null || !/^[\w-]{8,128}$/.test(deliveryId))
    return { kind: 'refused', status: 400, reason: 'request-id is missing' };
  const hook = Body.safeParse(jsonObject(body)).data;
  if (hook === undefined) return { kind: 'refused', status: 400, reason: 'The body is no webhook of Sentry' };
  const resource = headers.get('sentry-hook-resource') ?? '';
  const type = `sentry.${resource}.${hook.action}`;
  // Archiving is sent a second time by its old name, `ignored`.
  if (!Object.hasOwn(SENTRY_EVENTS, type)) return { kind: 'ignored', reason: `Nothing follows ${type.slice(0, 100)}` };
  return { kind: 'event', type, deliveryId, payload: { organization, ...payloadOf(resource, hook, body) } };
}

function payloadOf(resource: string, { action, actor, installation, data }: z.output<typeof Body>, body: Buffer) {
  const event = resource === 'event_alert' ? data['event'] : resource === 'error' ? data['error'] : undefined;
  const alert = resource === 'metric_alert' ? (MetricAlert.safeParse(data['metric_alert']).data ?? null) : null;
  return {
    resource,
    action,
    actor: actor ?? null,
    installation: installation?.uuid ?? null,
    issue: resource === 'issue' ? (Issue.safeParse(data['issue']).data ?? null) : issueOf(event),
    event: SentryEventBody.safeParse(event).data ?? null,
    rule: text.parse(data['triggered_rule']),
    alert: alert && {
      ...alert,
      title: text.parse(data['description_title']) ?? alert.title,
      url: text.parse(data['web_url']),
    },
    raw: body.length <= MOST_RAW_BYTES ? { action, data } : null,
  };
}

function issueOf(event: unknown) {
  const found = IssueOfEvent.safeParse(event).data;
  if (found?.issue_id == null) return null;
  const { issue_id, title, culprit, level, web_url } = found;
  return { id: issue_id, title, culprit, level, url: web_url };
}
