import { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from './api-env.js';
import { wrongFields } from './wrong-fields.js';
import { invalid } from './problem.js';

const PLACES: Record<string, string> = { json: 'body', query: 'query', param: 'path', header: 'header' };

/** An app for the routes of one resource, whose requests are checked by their schemas: a wrong one is 400 by field. */
export function resource(): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      throw invalid(wrongFields(result.error.issues, PLACES[result.target] ?? result.target));
    },
  });
}
