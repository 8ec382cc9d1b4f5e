import { z } from 'zod';
import type { ReviewSettings } from '../../review/types.js';
import { readYamlApart } from './read-yaml-apart.js';
import { ruleIds, settingsSchema } from './settings-schema.js';
import { defaultOf, meantKey, meantRule, meantValue, takes } from './settings-words.js';

const MAX_BYTES = 32 * 1024;
const MAX_NOTICES = 20;
const FILE = '`.github/nectr.yml`';

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

/** The part of `value` that `schema` accepts: key by key, and of a list one by one. */
function keepValid(schema: z.ZodType, value: unknown, path: string, notices: string[]): unknown {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject && isMapping(value)) {
    const shape = inner.shape as Record<string, z.ZodType>;
    return keepEntries(value, path, notices, {
      schemaOf: (key) => (Object.hasOwn(shape, key) ? shape[key] : undefined),
      unknown: (key) => meantKey(key, Object.keys(shape), keysOf(settingsSchema, '')),
      isA: 'key',
    });
  }
  if (inner instanceof z.ZodRecord && isMapping(value)) {
    const [keyType, valueType] = [inner.keyType as z.ZodType, inner.valueType as z.ZodType];
    return keepEntries(value, path, notices, {
      schemaOf: (key) => (keyType.safeParse(key).success ? valueType : undefined),
      unknown: (key) => meantRule(key, ruleIds),
      isA: 'rule',
      noPatterns: true,
    });
  }
  const kept = inner instanceof z.ZodArray && Array.isArray(value) ? keepItems(inner, value, path, notices) : value;
  const result = inner.safeParse(kept);
  if (result.success) return result.data;
  notices.push(`${inCode(path)} in ${FILE}: ${whatIsWrong(inner, kept, result.error)}${instead(schema)}`);
  return undefined;
}

/** One entry that cannot be read takes no other along. */
function keepItems(array: z.ZodArray, items: readonly unknown[], path: string, notices: string[]): unknown[] {
  const element = array.element as z.ZodType;
  return items.filter((item) => {
    const result = element.safeParse(item);
    if (!result.success)
      notices.push(
        `${shown(item)} of ${inCode(path)} in ${FILE} is left out: ${whatIsWrong(element, item, result.error)}`,
      );
    return result.success;
  });
}

function keepEntries(
  value: Record<string, unknown>,
  path: string,
  notices: string[],
  keys: {
    schemaOf(key: string): z.ZodType | undefined;
    unknown(key: string): string | null;
    isA: string;
    /** Each of these keys stands for itself. */
    noPatterns?: boolean;
  },
): Record<string, unknown> {
  const kept: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value)) {
    const at = path ? `${path}.${key}` : key;
    const schema = keys.schemaOf(key);
    if (!schema) {
      const meant = keys.unknown(key);
      const hint =
        meant === null
          ? keys.noPatterns === true && key.includes('*')
            ? ': each rule has a line of its own, `nectr rules` lists them'
            : ''
          : `: did you mean ${meant
              .split(/, | or /)
              .map(inCode)
              .join(' or ')}?`;
      notices.push(`${inCode(at)} in ${FILE} is not a known ${keys.isA}${hint}`);
    }
    const valid = schema && keepValid(schema, item, at, notices);
    if (valid !== undefined) kept.push([key, valid]);
  }
  return Object.fromEntries(kept);
}

/** Every key of the file with the way to it, sections included. */
function keysOf(schema: z.ZodType, path: string): string[] {
  const inner = unwrap(schema);
  if (!(inner instanceof z.ZodObject)) return [path];
  const deeper = Object.entries(inner.shape as Record<string, z.ZodType>).flatMap(([key, one]) =>
    keysOf(one, path === '' ? key : `${path}.${key}`),
  );
  return path === '' ? deeper : [path, ...deeper];
}

function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault ? (schema.unwrap() as z.ZodType) : schema;
}

function whatIsWrong(schema: z.ZodType, value: unknown, error: z.ZodError): string {
  // Ours say what is wrong themselves.
  const [issue] = error.issues;
  if (issue?.code === 'custom') return inLine(issue.message);
  if (issue?.code === 'too_big' && issue.origin === 'array') return `more than ${issue.maximum} entries`;
  if (issue?.code === 'too_big' && issue.origin === 'string') return `longer than ${issue.maximum} characters`;
  const meant = meantValue(schema, value);
  return `it takes ${takes(schema)}, not ${shown(value)}${meant === null ? '' : `: did you mean ${inCode(meant)}?`}`;
}

function instead(schema: z.ZodType): string {
  const value = defaultOf(schema);
  return value === null ? '' : `; the default ${inCode(value)} is used`;
}

/** A value as the file has it, cut. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  // `5` and `true` in quotes are texts.
  const isQuoted = typeof value === 'string' && /^(?:true|false|null|~|[\d.+-]+)$/i.test(text);
  return text.trim() === '' ? 'an empty text' : inCode(isQuoted ? `'${text}'` : text);
}

function inLine(text: string): string {
  return text.replaceAll(/[`\p{C}\p{Zl}\p{Zp}]/gu, ' ').slice(0, 200);
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map);
}

/** Key names come from the file: shown as code, without what could end the code. */
function inCode(name: string): string {
  return `\`${name.replace(/[`\p{C}\p{Zl}\p{Zp}]/gu, ' ').slice(0, 80)}\``;
}
