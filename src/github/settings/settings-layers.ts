import { z } from 'zod';
import type { ReviewSettings } from '../../review/types.js';
import { isRuleId, settingsSchema } from './settings-schema.js';

/**
 * Where a setting comes from, weakest first: the default, the dashboard for the whole installation, the dashboard for
 * the repository, `.github/nectr.yml` (api.md).
 */
export type SettingsSource = 'default' | 'installation' | 'dashboard' | 'file';

/** Settings as they were given: only keys that the schema knows, each with a valid value. */
export type GivenSettings = Readonly<Record<string, unknown>>;

export interface SettingsLayer {
  source: Exclude<SettingsSource, 'default'>;
  given: GivenSettings;
}

export interface EffectiveSettings {
  settings: ReviewSettings;
  /** By the path of the key (`max_comments`, `skip.labels`); a rule that is set has its own (`rules.js/eval`). */
  sources: Record<string, SettingsSource>;
}

/**
 * What holds where several set something, weakest layer first: the last one that sets a key. A list is one value;
 * sections and rules are put together key by key. Pure.
 */
export function effectiveSettings(layers: readonly SettingsLayer[]): EffectiveSettings {
  const sources: Record<string, SettingsSource> = Object.fromEntries(
    settingKeys().map((key) => [key, 'default' as const]),
  );
  let merged: GivenSettings = {};
  for (const { source, given } of layers) {
    merged = mergeSettings(merged, given);
    for (const key of valuesGiven(given).keys()) sources[key] = source;
  }
  return { settings: settingsSchema.parse(merged), sources };
}

/** `over` on top of `under`, key by key. */
export function mergeSettings(under: GivenSettings, over: GivenSettings): GivenSettings {
  const merged = new Map(Object.entries(under));
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key);
    merged.set(key, isMapping(value) && isMapping(below) ? mergeSettings(below, value) : value);
  }
  return Object.fromEntries(merged);
}

/** All values that are given, by the path of their key. */
export function valuesGiven(given: GivenSettings): Map<string, unknown> {
  return new Map(
    Object.entries(given).flatMap(([key, value]): [string, unknown][] =>
      isMapping(value) ? [...valuesGiven(value)].map(([below, one]) => [`${key}.${below}`, one]) : [[key, value]],
    ),
  );
}

/** Whether the schema has a key or a section of this name, or a section a key or a rule. */
export function isSettingKey([first = '', second, ...more]: readonly string[]): boolean {
  const { shape } = settingsSchema;
  const inner = Object.hasOwn(shape, first) ? unwrapSchema(shape[first as keyof typeof shape]) : null;
  if (inner === null || more.length > 0) return false;
  if (second === undefined) return true;
  if (inner instanceof z.ZodRecord) return isRuleId(second);
  return inner instanceof z.ZodObject && Object.hasOwn(inner.shape, second);
}

/** The paths of all keys of the schema; rules are not among them, they are counted as they are set. */
function settingKeys(schema: z.ZodType = settingsSchema, before = ''): string[] {
  const inner = unwrapSchema(schema);
  if (inner instanceof z.ZodRecord) return [];
  if (!(inner instanceof z.ZodObject)) return [before];
  return Object.entries(inner.shape as Record<string, z.ZodType>).flatMap(([key, one]) =>
    settingKeys(one, before === '' ? key : `${before}.${key}`),
  );
}

/** A schema without what it says of its default. */
export function unwrapSchema(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault ? (schema.unwrap() as z.ZodType) : schema;
}

/** Whether a value has keys of its own: what YAML makes of an unknown tag has none that are meant. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map);
}
