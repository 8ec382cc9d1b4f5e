import { z } from 'zod';
import { STEP_ACTIONS } from './catalogue.js';
import type { StepAction } from './step-action.js';

interface Property {
  description?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  items?: Property;
  anyOf?: Property[];
  properties?: Record<string, Property>;
  additionalProperties?: Property | boolean;
}

/** The page of the actions: each with its configuration and its result, made of the schemas that are checked. Markdown. */
export function renderActions(): string {
  return `${[
    '# Actions of workflows',
    '',
    'What a step of a workflow can do. Texts may hold `${{ … }}` with what [conditions](conditions.md) know; earlier steps stand in',
    '`steps.<name>`, with `status` and the result below.',
    ...[...STEP_ACTIONS.values()].flatMap((action) => ['', ...sectionOf(action)]),
  ].join('\n')}\n`;
}

function sectionOf({ type, description, needs, config, result }: StepAction): string[] {
  return [
    `## \`${type}\``,
    '',
    `${description} ${needs === 'nothing' ? 'Needs neither a repository nor a pull request.' : `Needs a ${needs}.`}`,
    ...tableOf('configuration', config, 'input'),
    ...tableOf('result', result, 'output'),
  ];
}

function tableOf(title: string, schema: z.ZodObject, io: 'input' | 'output'): string[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as {
    properties?: Record<string, Property>;
    required?: string[];
  };
  const isInput = io === 'input';
  const rows = Object.entries(properties).map(([name, property]) => {
    const more = isInput
      ? ` ${required.includes(name) ? 'required' : defaultOf(property)} | ${(property.description ?? '').replaceAll('|', '\\|')} |`
      : '';
    return `| \`${name}\` | ${typeOf(property)} |${more}`;
  });
  if (rows.length === 0) return [];
  return ['', `| ${title} | |${isInput ? ' | |' : ''}`, `| --- | --- |${isInput ? ' --- | --- |' : ''}`, ...rows];
}

function typeOf({ type, enum: values, const: only, items, anyOf, additionalProperties }: Property): string {
  if (only !== undefined) return `\`${JSON.stringify(only)}\``;
  if (values !== undefined) return values.map((value) => `\`${String(value)}\``).join(', ');
  if (anyOf !== undefined) return [...new Set(anyOf.map(typeOf))].join(' or ');
  if (type === 'array') return `list of ${items === undefined ? 'values' : typeOf(items)}`;
  if (type === 'object' && typeof additionalProperties === 'object')
    return `names with ${typeOf(additionalProperties)}`;
  if (type === undefined) return 'anything';
  return [type].flat().join(' or ');
}

function defaultOf({ default: value }: Property): string {
  return value === undefined ? '' : `\`${JSON.stringify(value)}\` unless told`;
}
