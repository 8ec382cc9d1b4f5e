import { z } from 'zod';
import { credential } from '../services/credential.js';
import { baseUrl } from '../services/service-address.js';

/** What Datadog is to send us: the payload of its webhook. https://docs.datadoghq.com/integrations/webhooks/#variables */
export const DATADOG_PAYLOAD = `{
  "id": "$ID",
  "transition": "$ALERT_TRANSITION",
  "monitor_id": "$ALERT_ID",
  "cycle": "$ALERT_CYCLE_KEY",
  "title": "$EVENT_TITLE",
  "text": "$TEXT_ONLY_MSG",
  "priority": "$ALERT_PRIORITY",
  "query": "$ALERT_QUERY",
  "scope": "$ALERT_SCOPE",
  "tags": "$TAGS",
  "url": "$LINK",
  "at": "$DATE"
}`;

export const DatadogConfig = z
  .object({
    base_url: baseUrl('https://api.datadoghq.com').describe(
      'Of your site: https://api.datadoghq.eu, https://api.us3.datadoghq.com, …',
    ),
    tags: z
      .array(z.string().regex(/^\p{L}[\p{L}\p{N}_.:/-]{0,199}$/u, 'a tag begins with a letter, such as env:prod'))
      .max(20)
      .default([])
      .describe('Put on every event and metric.'),
  })
  .describe(
    'To start workflows by monitors, add a webhook to Datadog’s Webhooks integration: its URL is that of this integration, its custom headers are {"X-Nectr-Token": "<the webhook token>"}, “Encode as form” is off and its payload is\n' +
      `${DATADOG_PAYLOAD}\nThen name it in the message of each monitor: @webhook-nectr.`,
  );
export type DatadogConfig = z.output<typeof DatadogConfig>;

export const DatadogCredentials = z.object({
  api_key: credential('The API key', { min: 16 }).describe('API key of the organisation: events and metrics go by it.'),
  app_key: credential('The application key', { min: 16 })
    .optional()
    .describe('With the permission monitors_read; without it no monitors are read.'),
  webhook_token: credential('The webhook token', { min: 24 })
    .optional()
    .describe(
      'A long random text of your own, which Datadog’s webhook sends as X-Nectr-Token. Without it none is taken.',
    ),
});
export type DatadogCredentials = z.output<typeof DatadogCredentials>;
