import { z } from '@hono/zod-openapi';
import { STEP_ACTIONS } from '../workflows/steps/catalogue.js';
import type { StepAction } from '../workflows/steps/step-action.js';
import { resource } from './door/check-request.js';
import { defineRoute } from './door/define-route.js';
import { page, pageOf, pageQuery, rowsAfter } from './lists/page.js';

const JsonSchema = z.record(z.string(), z.unknown());
const Action = z.object({
  type: z.string(),
  title: z.string(),
  description: z.string(),
  needs: z.enum(['nothing', 'repository', 'pull request']).openapi({ description: 'What a run must be about for it' }),
  config_schema: JsonSchema.openapi({ description: 'JSON schema of what stands below its type in `do`' }),
  result_schema: JsonSchema.openapi({ description: 'JSON schema of `steps.<name>`, beside `status`' }),
});

const list = defineRoute(
  { level: 'read', of: 'caller' },
  {
    method: 'get',
    path: '/actions',
    summary: 'What the steps of a workflow can do',
    request: { query: z.strictObject(pageQuery) },
    responses: { 200: { description: 'The catalogue', content: { 'application/json': { schema: pageOf(Action) } } } },
  },
);

/** `GET /actions`. */
export function actions() {
  return resource().openapi(list, async (context) => {
    const { limit, cursor } = context.req.valid('query');
    const rows = rowsAfter([...STEP_ACTIONS.values()], cursor, ({ type }) => type);
    return context.json(page(rows, limit, { item: shown, key: ({ type }) => [type] }), 200);
  });
}

function shown({ type, title, description, needs, config, result }: StepAction): z.infer<typeof Action> {
  return {
    type,
    title,
    description,
    needs,
    config_schema: schemaOf(config, 'input'),
    result_schema: schemaOf(result, 'output'),
  };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  return { ...z.toJSONSchema(schema, { io, unrepresentable: 'any' }) };
}
