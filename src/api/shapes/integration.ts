import { z } from '@hono/zod-openapi';
import { redactValue } from '../../access/redact.js';
import { INTEGRATION_TYPES, type IntegrationType } from '../../integrations/services/integration-type.js';
import type { ListedIntegration } from '../../integrations/services/list-integrations.js';
import type { AppHealth } from '../../operations/app-health.js';

const HEALTH = ['healthy', 'degraded', 'unhealthy', 'unknown'] as const;

/** What is known of how an integration is. */
export const IntegrationHealth = z.object({
  health_status: z.enum(HEALTH),
  health_detail: z.string().nullable().openapi({ description: 'What to do; null: nothing is wrong' }),
  last_health_check: z.iso.datetime().nullable(),
});

/** A connected service, without its credentials. */
export const Integration = z.object({
  id: z.uuid().nullable().openapi({ description: 'Null: built in, as the App on GitHub is' }),
  installation_id: z.int().nullable(),
  name: z.string(),
  type: z.enum(INTEGRATION_TYPES),
  enabled: z.boolean(),
  config: z.record(z.string(), z.unknown()),
  credentials_set: z.boolean().openapi({ description: 'They are written, and never read back' }),
  ...IntegrationHealth.shape,
  last_delivery_at: z.iso.datetime().nullable().openapi({ description: 'When a message was last handed to it' }),
  last_delivery_ok: z.boolean().nullable(),
  inbound_url: z
    .string()
    .nullable()
    .openapi({ description: 'Give it to the service as its webhook; null: it sends none' }),
});

/** A kind of service that can be connected. */
export const ShownType = z.object({
  type: z.enum(INTEGRATION_TYPES),
  title: z.string(),
  built_in: z.boolean(),
  nothing_to_connect: z
    .string()
    .nullable()
    .openapi({ description: 'Why this version has nothing to connect, and what to do instead; null: it has' }),
  config_schema: z.record(z.string(), z.unknown()).openapi({ description: 'JSON schema' }),
  credentials_schema: z.record(z.string(), z.unknown()).openapi({ description: 'JSON schema' }),
  events: z.array(z.object({ name: z.string(), description: z.string() })),
  actions: z.array(z.string()).openapi({ description: 'Steps of workflows that work with it' }),
});

/** Pure. `url`: where the server is reached; `takesEvents`: whether the service sends something. */
export function integrationShown(
  integration: ListedIntegration,
  { url, takesEvents }: { url: string; takesEvents: boolean },
): z.infer<typeof Integration> {
  const { id, installationId, name, type, enabled, config } = integration;
  const words = redactValue({ name, config, health_detail: integration.healthDetail }) as {
    name: string;
    config: Record<string, unknown>;
    health_detail: string | null;
  };
  return {
    id,
    installation_id: installationId,
    ...words,
    type: type as z.infer<typeof Integration>['type'],
    enabled,
    credentials_set: integration.hasCredentials,
    health_status: integration.healthStatus,
    last_health_check: integration.lastHealthCheck?.toISOString() ?? null,
    last_delivery_at: integration.lastDeliveryAt?.toISOString() ?? null,
    last_delivery_ok: integration.lastDeliveryOk,
    inbound_url: takesEvents ? `${url.replace(/\/+$/, '')}/api/v1/integrations/${id}/events` : null,
  };
}

/** The App as an integration: there is nothing to add or change. */
export function appShown({ status, detail, checkedAt }: AppHealth): z.infer<typeof Integration> {
  return {
    id: null,
    installation_id: null,
    name: 'github',
    type: 'github',
    enabled: true,
    config: {},
    credentials_set: true,
    health_status: status,
    health_detail: detail,
    last_health_check: checkedAt?.toISOString() ?? null,
    last_delivery_at: null,
    last_delivery_ok: null,
    inbound_url: null,
  };
}

/** Pure. `actions`: the steps of this version by what they need. */
export function typeShown(
  { type, title, config, credentials, nothingToConnect, events, messages, tickets, inbound }: IntegrationType,
  actions: ReadonlySet<string>,
): z.infer<typeof ShownType> {
  const schemaOf = (schema: z.ZodType) =>
    z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;
  const works = [
    ...(messages === undefined ? [] : ['notify']),
    // Whoever presses a button has to be known.
    ...(messages !== undefined && inbound?.emailOf !== undefined ? ['approval'] : []),
    ...(tickets === undefined ? [] : ['issue_creator', 'move_ticket']),
  ];
  return {
    type,
    title,
    built_in: false,
    nothing_to_connect: nothingToConnect ?? null,
    config_schema: schemaOf(config),
    credentials_schema: schemaOf(credentials),
    events: Object.entries(events).map(([name, description]) => ({ name, description })),
    actions: works.filter((action) => actions.has(action)),
  };
}

/** Pure. The kind of the App: what it needs stands in the environment of the server. `actions`: the steps that ask GitHub. */
export function appTypeShown(actions: string[]): z.infer<typeof ShownType> {
  const nothing = { type: 'object', properties: {}, additionalProperties: false };
  return {
    type: 'github',
    title: 'GitHub',
    built_in: true,
    nothing_to_connect: null,
    config_schema: nothing,
    credentials_schema: nothing,
    events: [],
    actions,
  };
}
