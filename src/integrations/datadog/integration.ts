import { z } from 'zod';
import { defineIntegration, HEALTHY } from '../services/integration-type.js';
import { ServiceRefusedError } from '../services/service-error.js';
import { callDatadog } from './call-datadog.js';
import { DATADOG_EVENTS, receiveHook } from './receive-hook.js';
import { sendEvent } from './send-event.js';
import { DatadogConfig, DatadogCredentials } from './settings.js';

/** Datadog: messages as events, webhooks of monitors; `submitMetrics` and `findMonitors` beside it. */
export const datadog = defineIntegration({
  type: 'datadog',
  title: 'Datadog',
  config: DatadogConfig,
  credentials: DatadogCredentials,
  events: DATADOG_EVENTS,
  async health(call) {
    const { valid } = await callDatadog(call, {
      method: 'GET',
      path: 'api/v1/validate',
      answer: z.object({ valid: z.boolean() }),
      isIdempotent: true,
    });
    if (!valid) throw new ServiceRefusedError('credentials', 'Datadog does not take the API key');
    return HEALTHY;
  },
  messages: { send: sendEvent },
  inbound: { receive: (request, { credentials }) => receiveHook(request, credentials) },
});
