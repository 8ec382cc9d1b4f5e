import { z } from 'zod';

/** An integration by its name or its type, as a step's configuration names it. */
export const IntegrationName = z.string().min(1).max(255);

/** Of a step that asks Sentry. */
export const SentryIntegration = IntegrationName.optional().describe(
  'The Sentry integration, by name. Empty: the one that the event came through.',
);

/** Of a step with a `target`. */
export const TargetIntegration = IntegrationName.optional().describe(
  'The integration to use, by name. Empty: the only one of the target.',
);

/** Where a message goes. */
export const Recipient = z
  .string()
  .min(1)
  .max(500)
  .optional()
  .describe('A channel or an address. Empty: that of the integration.');
