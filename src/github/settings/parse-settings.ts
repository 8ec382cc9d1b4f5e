import { z } from 'zod';
import type { ReviewSettings } from '../../review/types.js';
import { readYamlApart } from './read-yaml-apart.js';
import { settingsSchema } from './settings-schema.js';

const MAX_BYTES = 32 * 1024;
const MAX_NOTICES = 20;

/**
 * Reads the text of `.github/nectr.yml`. Never throws: what is unknown or wrong is named in `notices` (Markdown,
 * for the summary) and its default is used, so that a typing error switches nothing else off.
 */
export async function parseSettings(bytes: Buffer): Promise<{ settings: ReviewSettings; notices: string[] }> {
  const defaults = settingsSchema.parse({});
  const refuse = (why: string) => ({
    settings: defaults,
    notices: [`\`.github/nectr.yml\` ${why}: defaults are used`],
  });
  if (bytes.length > MAX_BYTES) return refuse('is larger than 32 kB');
  const text = decode(bytes);
  if (text === null) return refuse('is not UTF-8');
  const loaded = await readYamlApart(text);
  if (!loaded.ok) return refuse(loaded.why);
  if (loaded.value === null || loaded.value === undefined) return { settings: defaults, notices: [] };
  if (!isMapping(loaded.value)) return refuse('is not a list of keys and values');
  const notices: string[] = [];
  const kept = keepValid(settingsSchema, loaded.value, '', notices);
  const more = notices.length - MAX_NOTICES;
  return {
    settings: settingsSchema.parse(kept),
    notices: more > 0 ? [...notices.slice(0, MAX_NOTICES), `and ${more} more in \`.github/nectr.yml\``] : notices,
  };
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The part of `value` that `schema` accepts, key by key. */
function keepValid(schema: z.ZodType, value: unknown, path: string, notices: string[]): unknown {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject && isMapping(value)) {
    const shape = inner.shape as Record<string, z.ZodType>;
    return keepEntries(value, path, notices, (key) => (Object.hasOwn(shape, key) ? shape[key] : undefined));
  }
  if (inner instanceof z.ZodRecord && isMapping(value)) {
    const keyType = inner.keyType as z.ZodType;
    const valueType = inner.valueType as z.ZodType;
    return keepEntries(value, path, notices, (key) => (keyType.safeParse(key).success ? valueType : undefined));
  }
  const result = inner.safeParse(value);
  if (result.success) return result.data;
  notices.push(`${inCode(path)} in \`.github/nectr.yml\`: ${reason(result.error)}; the default is used`);
  return undefined;
}

function keepEntries(
  value: Record<string, unknown>,
  path: string,
  notices: string[],
  schemaOf: (key: string) => z.ZodType | undefined,
): Record<string, unknown> {
  const kept: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value)) {
    const at = path ? `${path}.${key}` : key;
    const schema = schemaOf(key);
    if (!schema) notices.push(`${inCode(at)} in \`.github/nectr.yml\` is not a known key`);
    const valid = schema && keepValid(schema, item, at, notices);
    if (valid !== undefined) kept.push([key, valid]);
  }
  return Object.fromEntries(kept);
}

function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault ? (schema.unwrap() as z.ZodType) : schema;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map);
}

function reason(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue ? issue.message.replace(/[`\r\n]/g, ' ').slice(0, 200) : 'wrong value';
}

/** Key names come from the file: shown as code, without what could end the code. */
function inCode(name: string): string {
  return `\`${name.replace(/[`\p{C}\p{Zl}\p{Zp}]/gu, ' ').slice(0, 80)}\``;
}
