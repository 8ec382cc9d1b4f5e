import { z } from 'zod';
import { sha256 } from '../../access/sha256.js';
import { cutText } from '../../words/cut-text.js';
import { isSameSecret } from '../services/same-secret.js';
import { jsonObject } from '../services/json-object.js';
import type { InboundRequest, Received } from '../services/integration-type.js';
import type { DatadogCredentials } from './settings.js';

export const DATADOG_EVENTS = {
  'datadog.monitor.alert': 'A monitor alerts, for the first time or still.',
  'datadog.monitor.warn': 'A monitor warns, for the first time or still.',
  'datadog.monitor.recovered': 'A monitor is fine again.',
  'datadog.monitor.no_data': 'A monitor gets no data.',
} as const;

/** What `$ALERT_TRANSITION` says. https://docs.datadoghq.com/integrations/webhooks/#variables */
const TRANSITIONS = new Map<string, keyof typeof DATADOG_EVENTS>([
  ['triggered', 'datadog.monitor.alert'],
  ['re-triggered', 'datadog.monitor.alert'],
  ['warn', 'datadog.monitor.warn'],
  ['re-warn', 'datadog.monitor.warn'],
  ['recovered', 'datadog.monitor.recovered'],
  ['no data', 'datadog.monitor.no_data'],
  ['re-no data', 'datadog.monitor.no_data'],
]);

const LONGEST = 4000;
const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value == null || value === '' ? null : cutText(String(value), LONGEST)))
  .catch(null);

/** `DATADOG_PAYLOAD`, filled in. */
const Body = z.object({
  id: text,
  transition: z.string(),
  monitor_id: text,
  cycle: text,
  title: text,
  text: text,
  priority: text,
  query: text,
  scope: text,
  tags: text,
  url: text,
  at: text,
});

/** A webhook of a Datadog monitor, with our token and our payload (see `DatadogConfig`). */
export function receiveHook(
  { method, headers, body }: InboundRequest,
  { webhook_token = '' }: Pick<DatadogCredentials, 'webhook_token'>,
): Received {
  if (method !== 'POST') return { kind: 'refused', status: 400, reason: 'Webhooks of Datadog are sent by POST' };
  if (webhook_token === '')
    return { kind: 'refused', status: 401, reason: 'No webhook token for Datadog is configured' };
  if (!isSameSecret(headers.get('x-nectr-token'), webhook_token))
    return { kind: 'refused', status: 401, reason: 'X-Nectr-Token is missing or wrong' };
  const hook = Body.safeParse(jsonObject(body)).data;
  if (hook === undefined)
    return { kind: 'refused', status: 400, reason: 'The payload is not the one that the configuration describes' };
  const type = TRANSITIONS.get(hook.transition.trim().toLowerCase());
  if (type === undefined)
    return { kind: 'ignored', reason: `Nothing follows the transition "${cutText(hook.transition, 100)}"` };
  // The same for each attempt to deliver it. One event has a transition for each group of its monitor.
  const deliveryId = sha256(body);
  const { transition, monitor_id, cycle, title, priority, query, scope, url, at } = hook;
  return {
    kind: 'event',
    type,
    deliveryId,
    payload: {
      id: hook.id,
      transition,
      monitor_id,
      cycle,
      title,
      text: hook.text,
      priority,
      query,
      scope: listOf(scope),
      tags: listOf(hook.tags),
      service: serviceOf(listOf(hook.tags)),
      url,
      at: timeOf(at),
    },
  };
}

/** `a, b` as Datadog writes lists. */
function listOf(list: string | null): string[] {
  return (list ?? '').split(',').flatMap((one) => one.trim() || []);
}

function serviceOf(tags: readonly string[]): string | null {
  return tags.find((tag) => tag.startsWith('service:'))?.slice('service:'.length) || null;
}

/** Milliseconds since 1970, as an ISO time. */
function timeOf(at: string | null): string | null {
  const time = at !== null && /^\d{10,15}$/.test(at) ? new Date(Number(at)) : null;
  return time === null || Number.isNaN(time.getTime()) ? null : time.toISOString();
}
