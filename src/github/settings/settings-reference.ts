import { z } from 'zod';
import { settingsSchema } from './settings-schema.js';
import { shownDefault } from './settings-words.js';

interface Schema {
  type?: string;
  enum?: unknown[];
  default?: unknown;
  description?: string;
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
}

/** The keys of `.github/nectr.yml` as a Markdown table, made from the schema that checks the file. */
export function settingsReference(): string {
  const rows = rowsOf(z.toJSONSchema(settingsSchema, { io: 'input' }) as Schema, '');
  return ['| key | values | default | what |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}

function rowsOf({ properties = {} }: Schema, before: string): string[] {
  return Object.entries(properties).flatMap(([name, schema]) =>
    schema.properties
      ? rowsOf(schema, `${before}${name}.`)
      : [
          `| \`${before}${name}\` | ${valuesOf(schema)} | ${inCode(shownDefault(schema.default))} | ${schema.description ?? ''} |`,
        ],
  );
}

function valuesOf({ type, enum: values, items, additionalProperties, minimum, maximum }: Schema): string {
  if (values) return values.map((value) => `\`${String(value)}\``).join(', ');
  if (type === 'array') return `list of ${items?.type ?? 'value'}s`;
  if (typeof additionalProperties === 'object') return `map to ${valuesOf(additionalProperties)}`;
  return type === 'integer' ? `${minimum} to ${maximum}` : (type ?? '');
}

function inCode(text: string | null): string {
  return text === null ? '' : `\`${text}\``;
}
