import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { whyUnusable } from '../../workflows/definitions/why-unusable.js';
import { readYamlApart } from '../../github/settings/read-yaml-apart.js';
import { isMapping } from '../../github/settings/settings-layers.js';
import type { Definition } from '../../workflows/definitions/definition-schema.js';
import { readDefinition } from '../../workflows/definitions/read-definition.js';
import type { ApiEnv } from './api-env.js';
import { invalid, Problem } from './problem.js';
import { fieldErrors } from './settings-change.js';
import { requireStorable } from './storable.js';

const InstallationId = z.int().min(1).max(2_147_483_647);

/**
 * A definition as it was sent: JSON with `installation_id` in it, or YAML with that in the query. Throws 400 for what is
 * neither.
 */
export async function readWorkflowBody(
  context: Context<ApiEnv>,
  inQuery: number | undefined,
): Promise<{ installationId: number; written: Record<string, unknown> }> {
  const type = context.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  const body = type === 'application/json' ? await context.req.json<unknown>() : await readYamlBody(context, type);
  if (!isMapping(body)) throw wrong('', 'must be the keys and values of a workflow');
  requireStorable(body);
  const { installation_id: inBody, ...written } = body;
  const installationId = InstallationId.safeParse(type === 'application/json' ? (inBody ?? inQuery) : inQuery);
  if (!installationId.success)
    throw wrong('installation_id', 'must be the number of an installation: see /installations');
  return { installationId: installationId.data, written };
}

async function readYamlBody(context: Context<ApiEnv>, type: string): Promise<unknown> {
  if (!['application/yaml', 'application/x-yaml', 'text/yaml'].includes(type))
    throw wrong('', 'is missing: send application/json, or application/yaml with ?installation_id=');
  const answer = await readYamlApart(await context.req.text());
  if (!answer.ok) throw wrong('', answer.why);
  // Texts that cannot be stored are told by their fields.
  const why = whyUnusable(answer.value, () => true);
  if (why !== null) throw wrong('', why);
  return answer.value;
}

function wrong(path: string, message: string): Problem {
  return invalid(fieldErrors([{ path, message }]));
}

/** The definition that people wrote; throws 422 with all that is wrong. */
export function checkedDefinition(written: unknown): Definition {
  const read = readDefinition(written);
  if (read.ok) return read.definition;
  const errors = fieldErrors(read.errors.map(({ field, detail }) => ({ path: field, message: detail })));
  throw new Problem(
    422,
    `This workflow cannot be used: ${[...new Set(errors.map(({ field }) => field))].join(', ')}.`,
    {
      errors,
    },
  );
}
