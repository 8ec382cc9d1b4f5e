import { z } from 'zod';
import { isLoopback } from '../../access/is-loopback.js';
import { AnyAnswer, callService } from '../services/call-service.js';
import { defineIntegration } from '../services/integration-type.js';
import { webhookAddress } from '../services/service-address.js';
import { MessageUnfitError } from '../services/service-error.js';
import { messageCard } from './message-card.js';

/** Hosts of Power Automate's "When a Teams webhook request is received", old and new. */
const HOST = /\.(?:logic\.azure|powerplatform)\.(?:com|us|cn)$/;
const Refusal = z.object({ error: z.object({ code: z.string().regex(/^[A-Za-z]{1,60}$/) }) });

/**
 * Microsoft Teams: a Workflows webhook that posts Adaptive Cards. It gives no id of what it posted, cannot be looked up
 * and cannot be tried without posting, so that there is no `find`, no `edit` and no `health`.
 */
export const teams = defineIntegration({
  type: 'teams',
  title: 'Microsoft Teams',
  config: z.strictObject({}),
  credentials: z.strictObject({
    webhook_url: webhookAddress(
      'is no webhook of Workflows: make one with the template "Post to a channel when a webhook request is received" (webhooks of Office connectors are retired)',
      ({ hostname, searchParams }) => (HOST.test(hostname) || isLoopback(hostname)) && searchParams.has('sig'),
    ).describe('Address of the Workflows webhook, with its sig'),
  }),
  events: {},
  messages: {
    async send(call, message) {
      if (message.to !== null)
        throw new MessageUnfitError('Teams: a webhook posts to its one channel; connect one for each channel');
      await callService(call, {
        service: 'Teams',
        method: 'POST',
        url: call.credentials.webhook_url,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: messageCard(message),
        // 202 without a body: the flow has begun, and posts by itself.
        answer: AnyAnswer,
        isIdempotent: false,
        reasonOf: (said) => Refusal.safeParse(said).data?.error.code ?? null,
      });
      return { id: null, url: null };
    },
  },
});
