import { z } from 'zod';
import { defineIntegration, HEALTHY } from '../services/integration-type.js';
import { callSentry } from './call-sentry.js';
import { placeHook } from './place-hook.js';
import { receiveHook, SENTRY_EVENTS } from './receive-hook.js';
import { SentryConfig, SentryCredentials } from './settings.js';

/** Errors of Sentry: its webhooks, and what `findIssues`, `readIssue`, `linkTicket` and `resolveInCommit` do there. */
export const sentry = defineIntegration({
  type: 'sentry',
  title: 'Sentry',
  config: SentryConfig,
  credentials: SentryCredentials,
  events: SENTRY_EVENTS,
  async health(call) {
    const { slug, status } = await callSentry(call, {
      method: 'GET',
      path: `/organizations/${encodeURIComponent(call.config.organization)}/`,
      answer: z.object({ slug: z.string(), status: z.object({ id: z.string(), name: z.string() }).optional() }),
      isIdempotent: true,
    });
    if (status === undefined || status.id === 'active') return HEALTHY;
    return { status: 'degraded', detail: `Sentry says of the organisation ${slug}: ${status.name.slice(0, 100)}.` };
  },
  inbound: {
    receive: (request, { config, credentials }) => placeHook(receiveHook(request, { config, credentials }), config),
  },
});
