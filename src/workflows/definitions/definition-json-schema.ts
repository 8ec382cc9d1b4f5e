import { z } from 'zod';
import { STEP_ACTIONS } from '../steps/catalogue.js';
import type { StepAction } from '../steps/step-action.js';
import { STEP_NAME_PATTERN, Timeout, WrittenDefinition } from './definition-schema.js';

type JsonSchema = Record<string, unknown>;

/** What says nothing of which texts are allowed. */
const WORDS = new Set(['type', 'default', 'description', 'title']);
/** No schemas, or schemas of names: those are never filled in. */
const KEPT = new Set(['default', 'enum', 'const', 'required', 'propertyNames']);

/**
 * The JSON schema of a workflow as people write it, as committed in `.github/nectr-workflow.schema.json` (formatted there
 * by Prettier): each step names one action, with its configuration.
 */
export function definitionJsonSchema(): string {
  const { properties, ...schema } = z.toJSONSchema(WrittenDefinition, { io: 'input' });
  const steps = { ...(properties?.['do'] as JsonSchema), items: stepSchema() };
  const all = { title: 'Nectr workflow', ...schema, properties: { ...properties, do: steps } };
  return `${JSON.stringify(all, null, 2)}\n`;
}

/** One action by its type, beside `name`, `if` and `timeout`. */
function stepSchema(): JsonSchema {
  const actions = [...STEP_ACTIONS.values()];
  const { $schema: _, ...timeout } = z.toJSONSchema(Timeout);
  return {
    type: 'object',
    properties: {
      name: { type: 'string', pattern: STEP_NAME_PATTERN, description: 'What steps.<name> is; its action unless told' },
      if: { type: 'string', minLength: 1, maxLength: 2000, description: 'It is left out where this is not true' },
      timeout: { ...timeout, description: 'Seconds that one attempt may take, within those of the run' },
      ...Object.fromEntries(actions.map((action) => [action.type, actionSchema(action)])),
    },
    additionalProperties: false,
    oneOf: actions.map(({ type, waitsBy }) => ({
      required: [type],
      ...(waitsBy !== undefined && { properties: { timeout: false } }),
    })),
  };
}

function actionSchema({ config, title, description }: StepAction): JsonSchema {
  const { $schema: _, type, ...schema } = z.toJSONSchema(config, { io: 'input' });
  // An action that needs nothing is written with nothing behind it, too.
  const types = schema.required === undefined ? [type, 'null'] : type;
  return { title, description, type: types, ...(orFilledIn(schema) as JsonSchema) };
}

/** A text with `${{ … }}` in it is held against its rules when the step runs: it may stand wherever a text may. */
function orFilledIn(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(orFilledIn);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { default: standard, description, ...rule } = schema as JsonSchema;
  if (rule['type'] === 'string' && Object.keys(rule).some((key) => !WORDS.has(key))) {
    const words = {
      ...(standard !== undefined && { default: standard }),
      ...(description !== undefined && { description }),
    };
    return { anyOf: [rule, { type: 'string', pattern: '\\$\\{\\{' }], ...words };
  }
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, KEPT.has(key) ? value : orFilledIn(value)]),
  );
}
