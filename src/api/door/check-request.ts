import { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from './api-env.js';
import { wrongFields } from './wrong-fields.js';
import { invalid } from './problem.js';
import { requireStorable } from './storable.js';

const PLACES: Record<string, string> = { json: 'body', query: 'query', param: 'path', header: 'header' };

/**
 * An app for the routes of one resource, whose requests are checked by their schemas: a wrong one is 400 by field, and
 * so is a body with what our tables cannot hold.
 */
export function resource(): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw invalid(wrongFields(result.error.issues, PLACES[result.target] ?? result.target));
      if (result.target === 'json') requireStorable(result.data);
    },
  });
}
