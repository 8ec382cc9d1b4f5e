import type { IntegrationType, IntegrationTypeName } from './integration-type.js';

/**
 * Every service that can be connected: one line each. Its folder exports the service under the name of its type, and is
 * loaded when it is used. `github` is not among them: the App is the connection.
 */
const LOADERS: { [T in IntegrationTypeName]?: () => Promise<Record<T, unknown>> } = {
  axolo: () => import('../axolo/integration.js'),
  datadog: () => import('../datadog/integration.js'),
  discord: () => import('../discord/integration.js'),
  email: () => import('../email/integration.js'),
  jira: () => import('../jira/integration.js'),
  linear: () => import('../linear/integration.js'),
  pagerduty: () => import('../pagerduty/integration.js'),
  sentry: () => import('../sentry/integration.js'),
  slack: () => import('../slack/integration.js'),
  teams: () => import('../teams/integration.js'),
};

/** The service of a type; null: this version has none. */
export async function integrationType(type: string): Promise<IntegrationType | null> {
  if (!Object.hasOwn(LOADERS, type)) return null;
  const name = type as IntegrationTypeName;
  const loaded: Partial<Record<IntegrationTypeName, unknown>> | undefined = await LOADERS[name]?.();
  return (loaded?.[name] as IntegrationType | undefined) ?? null;
}

/** All of them, in the order of their names. */
export async function allIntegrationTypes(): Promise<IntegrationType[]> {
  const types = await Promise.all(
    Object.keys(LOADERS)
      .toSorted()
      .map((type) => integrationType(type)),
  );
  return types.filter((type) => type !== null);
}
