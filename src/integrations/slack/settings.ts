import { z } from 'zod';
import { isLoopback } from '../../access/is-loopback.js';
import type { ServiceCall } from '../services/integration-type.js';
import { baseUrl, webhookAddress } from '../services/service-address.js';

export const SlackConfig = z.strictObject({
  base_url: baseUrl('https://slack.com/api'),
  channel: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .nullable()
    .default(null)
    .describe('Where messages go that name no channel: an id such as C0123456789, or #name'),
});
export type SlackConfig = z.output<typeof SlackConfig>;

export const SlackCredentials = z
  .strictObject({
    webhook_url: webhookAddress(
      'is no incoming webhook of Slack: such a one looks like https://hooks.slack.com/services/T…/B…/…',
      ({ hostname, pathname }) =>
        (/^hooks\.slack(?:-gov)?\.com$/.test(hostname) || isLoopback(hostname)) && /^\/services\/./.test(pathname),
    )
      .optional()
      .describe('Incoming webhook: posts to its one channel, without buttons and lookups'),
    bot_token: z
      .string()
      .regex(/^xoxb-[\w-]{10,250}$/, 'is no bot token: such a one begins with xoxb-')
      .optional()
      .describe(
        'Bot User OAuth Token, with the scopes chat:write; channels:history and groups:history to look for a message whose answer was lost, with channels:read and groups:read where channels are given as #name and im:write for messages to a person; users:read and users:read.email for buttons and to write to a person by e-mail address',
      ),
    signing_secret: z
      .string()
      .min(16, 'is the Signing Secret of the app, under Basic Information')
      .max(200)
      .optional()
      .describe('Signing Secret: events are taken only with it, and buttons with it and a bot token'),
  })
  .refine(({ webhook_url: webhook, bot_token: token }) => (webhook === undefined) !== (token === undefined), {
    message: 'Give either webhook_url or bot_token',
  });
export type SlackCredentials = z.output<typeof SlackCredentials>;

export type SlackCall = ServiceCall<SlackConfig, SlackCredentials>;
