import { z } from 'zod';
import type { ServiceCall } from '../services/integration-type.js';
import { baseUrl, webhookAddress } from '../services/service-address.js';

const PATH = /^\/api(?:\/v\d{1,2})?\/webhooks\/(\d{15,21})\/([\w-]{20,200})\/?$/;
const HOST = /^(?:(?:ptb|canary)\.)?discord(?:app)?\.com$/;

export const DiscordConfig = z.strictObject({
  base_url: baseUrl('https://discord.com/api/v10'),
  thread_id: z
    .string()
    .regex(/^\d{15,21}$/, 'is the id of a thread: a number')
    .nullable()
    .default(null)
    .describe('Thread in the webhook’s channel, where messages go that name none; a forum needs one'),
});

export const DiscordCredentials = z.strictObject({
  webhook_url: webhookAddress(
    'is no webhook of Discord: such a one looks like https://discord.com/api/webhooks/…/…',
    ({ protocol, hostname, pathname }) => protocol === 'https:' && HOST.test(hostname) && PATH.test(pathname),
  ).describe('Webhook of a channel: Edit Channel, Integrations, Webhooks'),
});

export type DiscordCall = ServiceCall<z.output<typeof DiscordConfig>, z.output<typeof DiscordCredentials>>;

/** The part of a webhook's address that is the same at every base address; it is a secret. */
export function webhookPath({ webhook_url: url }: z.output<typeof DiscordCredentials>): string {
  const [, id = '', token = ''] = PATH.exec(new URL(url).pathname) ?? [];
  return `webhooks/${id}/${token}`;
}
