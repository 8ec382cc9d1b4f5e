import type { IntegrationType, IntegrationTypeName } from './integration-type.js';

/** Every service that can be connected, by its type; each is loaded when it is used. */
const LOADERS: Partial<Record<IntegrationTypeName, () => Promise<{ integration: unknown }>>> = {};

/** The service of a type; null: this version has none. */
export async function integrationType(type: string): Promise<IntegrationType | null> {
  const load = Object.hasOwn(LOADERS, type) ? LOADERS[type as IntegrationTypeName] : undefined;
  return load === undefined ? null : ((await load()).integration as IntegrationType);
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
