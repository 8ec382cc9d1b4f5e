import { z } from 'zod';
import { nearest } from '../../words/nearest.js';

interface Schema {
  type?: string;
  enum?: string[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  /** Only the language has one. */
  pattern?: string;
}

/** What a key takes, as one says it: `true or false`, `a whole number from 0 to 50`, `off, must-fix, should-fix or minor`. */
export function takes(schema: z.ZodType): string {
  const { type, enum: values, minimum, maximum, pattern } = jsonOf(schema);
  if (values) return listed(values);
  if (type === 'boolean') return 'true or false';
  if (type === 'integer') return `a whole number from ${minimum} to ${maximum}`;
  if (type === 'array') return 'a list, such as `[a, b]`';
  if (type === 'object') return 'keys and values';
  return pattern === undefined ? 'text' : 'the tag of a language, such as `en` or `pt-BR`';
}

/** The value of an enum that was meant; null: it is none, or nothing resembles it. */
export function meantValue(schema: z.ZodType, given: unknown): string | null {
  const { enum: values } = jsonOf(schema);
  return values === undefined || typeof given !== 'string' ? null : nearest(given, values);
}

/** The default of a key, to be shown; null: it is empty, and says nothing. */
export function defaultOf(schema: z.ZodType): string | null {
  return shownDefault(jsonOf(schema).default);
}

/** The same of a default that was read already. */
export function shownDefault(value: unknown): string | null {
  const empty = value === undefined || JSON.stringify(value) === '[]' || JSON.stringify(value) === '{}';
  return empty ? null : String(value);
}

/**
 * The key that somebody meant, with the path to it: a slip of the pen, the spelling of another file (`maxComments`, `max-comments`), or one
 * that stands elsewhere (`ignore` is `paths.ignore`). Null: none.
 */
export function meantKey(given: string, here: readonly string[], everywhere: readonly string[]): string | null {
  const spelled = given
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/[-\s]+/g, '_')
    .toLowerCase();
  const elsewhere = everywhere.find((path) => path.split('.').at(-1) === spelled);
  return nearest(spelled, here) ?? elsewhere ?? null;
}

/** The rule that was meant: a slip of the pen, or its name without what stands before the slash. */
export function meantRule(given: string, ids: readonly string[]): string | null {
  const name = given.split('/').at(-1) ?? given;
  const sameName = ids.filter((id) => id.endsWith(`/${name}`));
  return nearest(given, ids) ?? (sameName.length > 0 ? listed(sameName.slice(0, 3)) : null);
}

/** `a, b or c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function jsonOf(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
}
