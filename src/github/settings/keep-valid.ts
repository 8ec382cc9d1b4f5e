import { z } from 'zod';
import { cutText } from '../../words/cut-text.js';
import { isMapping, unwrapSchema, type GivenSettings } from './settings-layers.js';
import { ruleIds, settingsSchema } from './settings-schema.js';
import { meantKey, meantRule, meantValue, takes } from './settings-words.js';

/** What is wrong with one key, in Markdown. */
export interface SettingsProblem {
  /** Such as `skip.labels`. */
  path: string;
  /** Whether the rest of the key's value is kept: `item` of a list was left out. */
  kind: 'key' | 'value' | 'item';
  /** The item that was left out, as it was written. */
  item: string | null;
  /** Such as ``it takes true or false, not `maybe` ``, or `is not a known key`. */
  wrong: string;
  /** Of the key, for who names what is used instead; null: it is not known. */
  schema: z.ZodType | null;
}

/**
 * The part of `value` that the settings' schema accepts: key by key, and of a list one by one. What is left out is told
 * to `report`. Never throws.
 */
export function keepValid(value: Record<string, unknown>, report: (problem: SettingsProblem) => void): GivenSettings {
  const kept = keep(settingsSchema, value, '', report);
  return isMapping(kept) ? kept : {};
}

type Report = (problem: SettingsProblem) => void;

function keep(schema: z.ZodType, value: unknown, path: string, report: Report): unknown {
  const inner = unwrapSchema(schema);
  if (inner instanceof z.ZodObject && isMapping(value)) {
    const shape = inner.shape as Record<string, z.ZodType>;
    return keepEntries(value, path, report, {
      schemaOf: (key) => (Object.hasOwn(shape, key) ? shape[key] : undefined),
      unknown: (key) => meantKey(key, Object.keys(shape), keysOf(settingsSchema, '')),
      isA: 'key',
    });
  }
  if (inner instanceof z.ZodRecord && isMapping(value)) {
    const [keyType, valueType] = [inner.keyType as z.ZodType, inner.valueType as z.ZodType];
    return keepEntries(value, path, report, {
      schemaOf: (key) => (keyType.safeParse(key).success ? valueType : undefined),
      unknown: (key) => meantRule(key, ruleIds),
      isA: 'rule',
      noPatterns: true,
    });
  }
  const kept = inner instanceof z.ZodArray && Array.isArray(value) ? keepItems(inner, value, path, report) : value;
  const result = inner.safeParse(kept);
  if (result.success) return result.data;
  report({ path, kind: 'value', item: null, wrong: whatIsWrong(inner, kept, result.error), schema });
  return undefined;
}

/** One entry that cannot be read takes no other along. */
function keepItems(array: z.ZodArray, items: readonly unknown[], path: string, report: Report): unknown[] {
  const element = array.element as z.ZodType;
  return items.filter((item) => {
    const result = element.safeParse(item);
    if (!result.success) {
      const wrong = whatIsWrong(element, item, result.error);
      report({ path, kind: 'item', item: shown(item), wrong, schema: null });
    }
    return result.success;
  });
}

function keepEntries(
  value: Record<string, unknown>,
  path: string,
  report: Report,
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
              .map((name) => inCode(name))
              .join(' or ')}?`;
      report({ path: at, kind: 'key', item: null, wrong: `is not a known ${keys.isA}${hint}`, schema: null });
    }
    const valid = schema && keep(schema, item, at, report);
    if (valid !== undefined) kept.push([key, valid]);
  }
  return Object.fromEntries(kept);
}

/** Every key of the file with the way to it, sections included. */
function keysOf(schema: z.ZodType, path: string): string[] {
  const inner = unwrapSchema(schema);
  if (!(inner instanceof z.ZodObject)) return [path];
  const deeper = Object.entries(inner.shape as Record<string, z.ZodType>).flatMap(([key, one]) =>
    keysOf(one, path === '' ? key : `${path}.${key}`),
  );
  return path === '' ? deeper : [path, ...deeper];
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

/** A value as the file has it, cut. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  // `5` and `true` in quotes are texts.
  const isQuoted = typeof value === 'string' && /^(?:true|false|null|~|[\d.+-]+)$/i.test(text);
  return text.trim() === '' ? 'an empty text' : inCode(isQuoted ? `'${text}'` : text);
}

function inLine(text: string): string {
  return cutText(text.replaceAll(/[`\p{C}\p{Zl}\p{Zp}]/gu, ' '), 200);
}

/** Key names come from people outside: shown as code, without what could end the code. */
export function inCode(name: string, longest = 80): string {
  return `\`${cutText(name.replace(/[`\p{C}\p{Zl}\p{Zp}]/gu, ' '), longest)}\``;
}
