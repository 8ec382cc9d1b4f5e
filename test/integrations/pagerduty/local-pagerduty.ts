import { startJsonServer, type LocalAnswer, type LocalJsonServer, type LocalRequest } from '../local-json-server.js';

export const ROUTING_KEY = 'canaryroutingkey0123456789abcdef';

export interface LocalPagerDuty extends LocalJsonServer {
  /** Open alerts by their `dedup_key`, and how often each was triggered. */
  alerts: Map<string, { body: Record<string, unknown>; times: number }>;
}

/** The Events API v2 as documented at https://developer.pagerduty.com/docs/events-api-v2-overview */
export async function startLocalPagerDuty(): Promise<LocalPagerDuty> {
  const alerts: LocalPagerDuty['alerts'] = new Map();
  return Object.assign(await startJsonServer((request) => serve(request, alerts)), { alerts });
}

function serve({ method, path, headers, text, body }: LocalRequest, alerts: LocalPagerDuty['alerts']): LocalAnswer {
  if (method !== 'POST' || path !== '/v2/enqueue') return { status: 404, body: 'Not Found' };
  if (Buffer.byteLength(text) > 512 * 1024) return { status: 413, body: 'Request Entity Too Large' };
  if (headers['content-type'] !== 'application/json' || typeof body !== 'object' || body === null)
    return invalid('Request body must be JSON');
  const event = body as Record<string, unknown>;
  const payload = (event['payload'] ?? {}) as Record<string, unknown>;
  const key = event['dedup_key'];
  const errors = [
    typeof event['routing_key'] === 'string' ? [] : ["'routing_key' is missing or blank"],
    typeof event['routing_key'] === 'string' && event['routing_key'].length !== 32
      ? ["Length of 'routing_key' is incorrect (should be 32 characters)"]
      : [],
    ['trigger', 'acknowledge', 'resolve'].includes(String(event['event_action']))
      ? []
      : ["'event_action' must be one of trigger, acknowledge, resolve"],
    key === undefined || (typeof key === 'string' && key.length <= 255) ? [] : ["'dedup_key' is too long"],
    typeof payload['summary'] === 'string' && payload['summary'] !== ''
      ? []
      : ["'payload.summary' is missing or blank"],
    String(payload['summary']).length <= 1024 ? [] : ["'payload.summary' is too long (maximum is 1024 characters)"],
    typeof payload['source'] === 'string' && payload['source'] !== '' ? [] : ["'payload.source' is missing or blank"],
    ['critical', 'error', 'warning', 'info'].includes(String(payload['severity']))
      ? []
      : ["'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')"],
    ((event['links'] ?? []) as { href?: string }[]).every(({ href }) => href) ? [] : ["'links.href' is missing"],
  ].flat();
  if (errors.length > 0) return invalid(...errors);
  if (event['routing_key'] !== ROUTING_KEY) return invalid('Invalid routing key');
  const dedupKey = typeof key === 'string' ? key : crypto.randomUUID();
  alerts.set(dedupKey, { body: event, times: (alerts.get(dedupKey)?.times ?? 0) + 1 });
  return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key: dedupKey } };
}

function invalid(...errors: string[]): LocalAnswer {
  return { status: 400, body: { status: 'invalid event', message: 'Event object is invalid', errors } };
}
